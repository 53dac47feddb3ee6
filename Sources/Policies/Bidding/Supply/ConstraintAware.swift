public import PolicyKit

/// Buys the most value that the budget left and the rest of the cost target allow together, on the supply as remembered
/// (the idea of PRO-Bid: act on what is still required and still allowed; its exact weights are not public).
///
/// With value V bought for Z so far and N opportunities to come that bring g(m) and cost c(m) each at multiplier m: the
/// largest m with N c(m) <= B - Z and Z + N c(m) <= C (V + N g(m)). So value that was bought dear early in a day is made good
/// for later in it, and cheap value lets it bid more. Where the target is out of reach it bids what comes closest to it.
/// Recent ticks count most, so that a shock to prices is felt within the day.
///
/// It assumes that predicted value comes true on average, and what `SupplyCurve` does.
public final class ConstraintAware: BiddingPolicy {
    public static let name = "constraint-aware"
    public static let summary =
        "The multiplier of most value within the budget left and what the cost target still allows."
    public static let parameters =
        SupplyPacing.parameters + [
            Parameter(
                "margin", "Share of the cost target that is kept as a reserve against chance.", unit: .share,
                default: 0.01, range: 0...0.9)
        ]
    public let wantsOpportunities = true

    private let margin: Double
    private var pacing: SupplyPacing

    public init(parameters: ParameterValues, seed: UInt64) {
        margin = parameters.number("margin")
        pacing = SupplyPacing(parameters, policy: Self.name)
    }

    public func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        answers[0] = pacing.begin(terms, costTarget: target(terms))
    }
    public func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) {
        answers[0] = pacing.plan(moment, costTarget: target(pacing.terms))
    }
    public func learn(from feedback: borrowing BiddingFeedback) { pacing.learn(from: feedback) }
    public func save() -> [UInt8] { pacing.save() }
    public func load(_ state: [UInt8]) throws { try pacing.load(state) }

    private func target(_ terms: CampaignTerms) -> Double? { terms.target.map { $0 * (1 - margin) } }
}
