public import PolicyKit

/// Raises or lowers its multiplier by fixed factors when spending leaves a band about the plan (as in AuctionNet).
///
/// A tick that cost less than .7 of its plan (`SpendPlan`) raises the multiplier by 1.2, one that cost more than 1.1 of it
/// lowers it to .7. Within the band nothing moves, so it never settles closer than the band. The multiplier is kept from
/// period to period.
public final class BangBang: BiddingPolicy {
    public static let name = "bang-bang"
    public static let summary = "A multiplier raised or lowered by fixed factors when spending leaves its plan."
    public static let parameters = [
        Parameter(
            "slow", "Spend over plan below which the multiplier is raised.", unit: .number, default: 0.7, range: 0...1),
        Parameter(
            "fast", "Spend over plan above which the multiplier is lowered.", unit: .number, default: 1.1,
            range: 1...100),
        Parameter(
            "raise", "What the multiplier is multiplied by to spend faster.", unit: .number, default: 1.2,
            range: 1...100),
        Parameter(
            "lower", "What the multiplier is multiplied by to spend more slowly.", unit: .number, default: 0.7,
            range: 0.01...1),
        MultiplierRange.start, MultiplierRange.highest,
    ]

    private let slow: Double
    private let fast: Double
    private let raise: Double
    private let lower: Double
    private let range: MultiplierRange
    private var plan = SpendPlan()
    private var multiplier: KeptMultiplier

    public init(parameters: ParameterValues, seed: UInt64) {
        slow = parameters.number("slow")
        fast = parameters.number("fast")
        raise = parameters.number("raise")
        lower = parameters.number("lower")
        range = MultiplierRange(parameters)
        multiplier = KeptMultiplier(policy: Self.name)
    }

    public func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        plan.restart()
        answers[0] = multiplier.begin(range.first(terms))
    }

    public func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) {
        guard let progress = plan.progress(moment) else { return }
        let factor = progress < slow ? raise : progress > fast ? lower : 1
        answers[0] = multiplier.set(range.bounded(multiplier.value * factor))
    }

    public func save() -> [UInt8] { multiplier.save() }
    public func load(_ state: [UInt8]) throws { try multiplier.load(state, range) }
}
