public import PolicyKit
import Randomness

/// Ranks at random, anew for each session.
public final class RandomRanking: RankingPolicy {
    public static let name = "random"
    public static let sessionSignals: SessionSignals = []
    public static let summary = "At random, anew for each session."
    public let signals: SignalSet = []
    public var ranksAtRandom: Bool { true }
    public var scoresHoldInSession: Bool { true }

    public init(parameters: ParameterValues, seed: UInt64) {}

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let listings = batch.listings
        for index in 0..<batch.count {
            answers.scores[index] = Float(StableHash.fraction(batch.random, UInt64(listings[index])))
        }
    }
}
