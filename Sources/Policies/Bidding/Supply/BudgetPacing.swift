public import PolicyKit

/// Buys the most value for the budget left, on the supply as remembered; looks at no cost target.
///
/// The counterpart of ``ConstraintAware``: the same code with one constraint less. It assumes what `SupplyCurve` does.
public final class BudgetPacing: BiddingPolicy {
    public static let name = "budget-pacing"
    public static let summary = "The multiplier that spends what is left of the budget on the supply seen of late."
    public static let parameters = SupplyPacing.parameters
    public let wantsOpportunities = true

    private var pacing: SupplyPacing

    public init(parameters: ParameterValues, seed: UInt64) {
        pacing = SupplyPacing(parameters, policy: Self.name)
    }

    public func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        answers[0] = pacing.begin(terms, costTarget: nil)
    }
    public func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) {
        answers[0] = pacing.plan(moment, costTarget: nil)
    }
    public func learn(from feedback: borrowing BiddingFeedback) { pacing.learn(from: feedback) }
    public func save() -> [UInt8] { pacing.save() }
    public func load(_ state: [UInt8]) throws { try pacing.load(state) }
}
