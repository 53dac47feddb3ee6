public import PolicyKit

/// Bids the same multiple of its predicted value in every auction, whatever that costs; learns nothing.
public final class FixedBid: BiddingPolicy {
    public static let name = "fixed"
    public static let summary = "A fixed multiple of the predicted value."
    public static let parameters = [
        Parameter("multiplier", "Bid for each unit of predicted value.", unit: .number, default: 1, range: 0...1_000)
    ]

    private let rule: BidRule

    public init(parameters: ParameterValues, seed: UInt64) {
        rule = BidRule(multiplier: parameters.number("multiplier"))
    }

    public func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) { answers[0] = rule }
}
