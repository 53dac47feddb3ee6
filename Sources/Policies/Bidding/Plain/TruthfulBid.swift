public import PolicyKit

/// Bids what an exposure is worth: its predicted value v, or C v where no more than C may be paid for a unit of value.
///
/// That is the best bid at prices that do not depend on it (second price with one slot, Vickrey's) for whoever keeps value
/// less cost and whose budget lasts. Learns nothing.
public final class TruthfulBid: BiddingPolicy {
    public static let name = "truthful"
    public static let summary = "The predicted value, or what the cost target allows for it."

    public init(parameters: ParameterValues, seed: UInt64) {}

    public func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        answers[0] = BidRule(multiplier: terms.worth)
    }
}
