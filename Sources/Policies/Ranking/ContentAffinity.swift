public import PolicyKit

/// Ranks by how well the content matches what the user clicked lately.
public final class ContentAffinity: RankingPolicy {
    public static let name = "content-affinity"
    public static let sessionSignals: SessionSignals = []
    public static let summary = "By the match of content and the user's profile of clicked content."
    public let signals: SignalSet = .content
    public var scoresHoldInSession: Bool { true }

    public init(parameters: ParameterValues, seed: UInt64) {}

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        ProfileMatch.score(batch, into: &answers.scores)
    }
}
