public import PolicyKit

/// Ranks by the chance of a click, given only what is known at the session's start.
public final class SessionBlind: RankingPolicy {
    public static let name = "session-blind"
    public static let summary = "By what is known of the user's intent at the session's start, and by content match."
    public static let parameters = IntentScore.parameters
    public let signals: SignalSet = [.content, SignalSet(.category)]

    private let scorer: IntentScore
    private var belief: IntentBelief

    public init(parameters: ParameterValues, seed: UInt64) {
        scorer = IntentScore(parameters)
        belief = IntentBelief(
            clickMatched: Float(parameters.number("click_rate_matched")),
            clickUnmatched: Float(parameters.number("click_rate_unmatched")))
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        belief.begin(batch.affinity, declared: batch.session.declaredCategory)
        scorer.score(batch, belief: belief, into: &answers.scores)
    }
}
