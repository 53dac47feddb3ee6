public import PolicyKit

/// Ranks by what the platform's model of given quality takes for the chance of a click.
public final class ModelScore: RankingPolicy {
    public static let name = "model-score"
    public static let sessionSignals: SessionSignals = []
    public static let summary = "By the score of the model of given quality (`market.models.click`)."
    public static let parameters: [Parameter] = []
    public let signals = SignalSet(.modelScore)

    public init(parameters: ParameterValues, seed: UInt64) {}

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let score = batch.signal(.modelScore)
        for index in 0..<batch.count { answers.scores[index] = score[index] }
    }
}
