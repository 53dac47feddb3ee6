import Foundation
import PolicyKit
import Randomness

/// Scores candidates by the click rate of their category under a belief, by content match, and by a draw that mixes
/// categories.
struct IntentScore {
    static let parameters = [
        Parameter(
            "click_rate_matched", "Chance of a click in the category that the session looks for.", unit: .share,
            default: 0.06, range: 0.0001...0.9999),
        Parameter(
            "click_rate_unmatched", "Chance of a click in any other category.", unit: .share, default: 0.0185,
            range: 0.0001...0.9999),
        Parameter(
            "content_weight", "Weight of the match of content and profile, in log-odds.", unit: .number, default: 0.1,
            range: 0...100),
        Parameter(
            "mixing", "How far a page mixes categories; 0 shows the likeliest one alone, as long as it lasts.",
            unit: .number, default: 0.4, range: 0...100),
    ]

    private let contentWeight: Float
    private let mixing: Float

    init(_ parameters: ParameterValues) {
        contentWeight = Float(parameters.number("content_weight"))
        mixing = Float(parameters.number("mixing"))
    }

    /// Writes the scores; their order is a draw without replacement in which the odds of a listing are its click rate to the
    /// power of 1 / mixing (Plackett and Luce), the same draw for all pages of a session.
    func score(_ batch: borrowing RankingBatch, belief: IntentBelief, into scores: inout MutableSpan<Float>) {
        ProfileMatch.score(batch, into: &scores)
        let rates = belief.shares.indices.map { logf(belief.clickRate($0)) }
        let (category, listings) = (batch.signal(.category), batch.listings)
        for index in 0..<batch.count {
            scores[index] = contentWeight * scores[index] + rates[Int(category[index])]
            guard mixing > 0 else { continue }
            let uniform = Float(StableHash.fraction(batch.random, UInt64(listings[index])))
            scores[index] -= mixing * logf(-logf(max(uniform, .leastNormalMagnitude)))
        }
    }
}
