import PolicyKit

/// Where the multiplier of a policy starts, and between what bounds it stays.
///
/// The lowest is a millionth of the highest, so that a rule that multiplies can always recover.
struct MultiplierRange {
    static let highest = Parameter(
        "highest_multiplier", "Most that is ever bid for a unit of predicted value.", unit: .number, default: 10,
        range: 0.001...1_000)
    static let start = Parameter(
        "start", "First bid for a unit of value; times the cost target where there is one.", unit: .number, default: 1,
        range: 0...1_000)

    let start: Double
    let highest: Double

    /// - Precondition: both parameters were declared.
    init(_ parameters: ParameterValues) {
        start = parameters.number("start")
        highest = parameters.number("highest_multiplier")
    }

    /// The multiplier of a first period.
    func first(_ terms: CampaignTerms) -> Double { bounded(start * terms.worth) }

    /// The nearest multiplier that is allowed.
    func bounded(_ multiplier: Double) -> Double { min(highest, max(highest * 1e-6, multiplier)) }
}
