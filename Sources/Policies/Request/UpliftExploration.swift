import PolicyKit
import Randomness

/// Draws the decision at some moments, so that the worth of a request can be learnt, and remembers what it was drawn for.
struct UpliftExploration {
    static let parameters = [
        Parameter(
            "exploration", "Share of moments whose decision is drawn at random, half of them for a request.",
            unit: .share, default: 0.01, range: 0...1),
        Parameter(
            "horizon", "Exposures after a drawn decision over which clicks are counted.", unit: .count, default: 10,
            range: 1...200),
        Parameter(
            "minimum_outcomes", "Outcomes to learn from before the estimate is trusted.", unit: .count, default: 500,
            range: 0...10_000_000),
    ]

    private let share: Double
    private let minimumOutcomes: Int
    private let horizon: Int
    private var model = UpliftModel(ridge: 10)
    private var features = [Double](repeating: 0, count: RequestMoment.featureCount)

    init(_ parameters: ParameterValues) {
        share = parameters.number("exploration")
        horizon = Int(parameters.number("horizon"))
        minimumOutcomes = Int(parameters.number("minimum_outcomes"))
    }

    var settings: RequestExploration {
        RequestExploration(rememberedCount: RequestMoment.featureCount, horizon: horizon)
    }

    /// Draws the decision of a moment, or estimates its uplift; nil when it was drawn or nothing is known yet.
    mutating func uplift(
        _ batch: borrowing RequestBatch, _ moment: Int, into answers: inout RequestAnswers
    ) -> Double? {
        RequestMoment.write(batch, moment, into: &features)
        let draw = StableHash.fraction(batch.random, UInt64(moment))
        if draw < share {
            answers.explore(moment, asks: draw < share / 2, propensity: 0.5)
            for index in features.indices { answers.remember(moment, index, Float(features[index])) }
            return nil
        }
        return model.outcomes >= minimumOutcomes ? model.uplift(features) : nil
    }

    mutating func learn(from batch: borrowing RequestFeedback) {
        let (asked, clicks) = (batch.outcome(.asked), batch.outcome(.clicks))
        for moment in 0..<batch.count {
            model.learn(
                batch.remembered(moment), asked: asked[moment] > 0, chance: 0.5, outcome: Double(clicks[moment]))
        }
    }
}
