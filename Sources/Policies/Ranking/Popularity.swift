import Foundation
public import PolicyKit

/// Ranks by how often a listing was clicked, liked and bought: the more it gathered, the higher it stands.
public final class Popularity: RankingPolicy {
    public static let name = "popularity"
    public static let sessionSignals: SessionSignals = []
    public static let summary = "By clicks, likes and purchases gathered so far."
    public static let parameters = [
        Parameter("like_weight", "Clicks that one like is worth.", unit: .number, default: 3, range: 0...1_000),
        Parameter(
            "purchase_weight", "Clicks that one purchase is worth.", unit: .number, default: 20, range: 0...1_000),
    ]
    public let signals: SignalSet = SignalSet([.clicks, .likes, .purchases])

    private let likeWeight: Float
    private let purchaseWeight: Float

    public init(parameters: ParameterValues, seed: UInt64) {
        likeWeight = Float(parameters.number("like_weight"))
        purchaseWeight = Float(parameters.number("purchase_weight"))
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let clicks = batch.signal(.clicks)
        let likes = batch.signal(.likes)
        let purchases = batch.signal(.purchases)
        for index in 0..<batch.count {
            answers.scores[index] = clicks[index] + likeWeight * likes[index] + purchaseWeight * purchases[index]
        }
    }
}
