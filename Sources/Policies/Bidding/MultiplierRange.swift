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

extension CampaignTerms {
    /// What a unit of value is worth to the campaign: its cost target, or 1 without one.
    var worth: Double { target ?? 1 }

    /// The cost target, where there is one that can be met; one that is no number counts as none.
    var target: Double? {
        guard let costTarget, costTarget.isFinite, costTarget >= 0 else { return nil }
        return costTarget
    }

    /// T: opportunities of a period, at least 1.
    var horizon: Double { opportunities.isFinite ? max(1, opportunities) : 1 }

    /// rho = B/T: what may be spent on an opportunity if the budget is to last; infinite without a budget.
    var spendRate: Double { budget > 0 ? budget / horizon : 0 }
}
