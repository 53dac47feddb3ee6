public import PolicyKit

/// Ranks by the chance of a click, given what the session shows of its intent so far.
public final class SessionAware: RankingPolicy {
    public static let name = "session-aware"
    public static let summary = "By what the session's clicks and skips say of its intent, and by content match."
    public static let parameters =
        IntentScore.parameters + [
            Parameter(
                "forgetting", "Share of what the session has shown that is forgotten from one exposure to the next.",
                unit: .share, default: 0.01, range: 0...1)
        ]
    public let signals: SignalSet = [.session, .content, SignalSet(.category)]

    private let scorer: IntentScore
    private var belief: IntentBelief

    public init(parameters: ParameterValues, seed: UInt64) {
        scorer = IntentScore(parameters)
        belief = IntentBelief(
            clickMatched: Float(parameters.number("click_rate_matched")),
            clickUnmatched: Float(parameters.number("click_rate_unmatched")),
            forgetting: Float(parameters.number("forgetting")))
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        belief.begin(batch.affinity, declared: batch.session.declaredCategory)
        belief.follow(batch.session, affinity: batch.affinity)
        scorer.score(batch, belief: belief, into: &answers.scores)
    }
}
