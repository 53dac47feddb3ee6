public import PolicyKit

/// Solves the linear program of the budget on past opportunities (online LP, as in AuctionNet; after Agrawal, Wang, Ye 2014).
///
/// Past opportunities are sorted by least winning price over value; the multiplier is the ratio at which their cumulated cost
/// exceeds the budget left, scaled to the opportunities to come, and at most 1.5 C where there is a cost target C. Nothing is
/// forgotten before the sample is full. It assumes what `SupplyCurve` does.
public final class OnlineLinearProgram: BiddingPolicy {
    public static let name = "online-lp"
    public static let summary = "The price over value at which past opportunities would use up the budget left."
    public static let parameters = [
        Parameter(
            "target_share", "Most that is bid for a unit of value, over the cost target.", unit: .number, default: 1.5,
            range: 0...1_000),
        SupplyMemory.ticks.with(default: 1_000_000), SupplyMemory.overnight.with(default: 1), MultiplierRange.start,
        MultiplierRange.highest,
    ]
    public let wantsOpportunities = true

    private let targetShare: Double
    private var pacing: SupplyPacing

    public init(parameters: ParameterValues, seed: UInt64) {
        targetShare = parameters.number("target_share")
        pacing = SupplyPacing(parameters, policy: Self.name)
    }

    public func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        answers[0] = pacing.begin(terms, costTarget: nil, highest: highest(terms))
    }

    public func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) {
        answers[0] = pacing.plan(moment, costTarget: nil, highest: highest(pacing.terms))
    }

    public func learn(from feedback: borrowing BiddingFeedback) { pacing.learn(from: feedback) }
    public func save() -> [UInt8] { pacing.save() }
    public func load(_ state: [UInt8]) throws { try pacing.load(state) }

    private func highest(_ terms: CampaignTerms) -> Double { terms.target.map { targetShare * $0 } ?? .infinity }
}

extension Parameter {
    /// The parameter with another default.
    fileprivate func with(default value: ParameterValue) -> Parameter {
        Parameter(name, summary, unit: unit, default: value, range: range, choices: choices)
    }
}
