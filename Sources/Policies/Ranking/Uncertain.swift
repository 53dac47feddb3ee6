public import PolicyKit

/// Ranks by the regression of `logistic` and so many of the standard deviations that its score has, so that what the regression knows
/// little of is tried.
///
/// After UTTSI, where uncertainty decides what is explored and where more is computed. The weights are taken for normal and independent
/// around those that were learned, of a precision that grows with each exposure by the square of its gradient, which FTRL-proximal
/// keeps anyway (a diagonal Laplace approximation; Chapelle, Li, "An empirical evaluation of Thompson sampling", 2011, algorithm 3).
///
/// UTTSI: Zhang et al., "Selective Test-Time Compute Scaling for Click-Through Rate Prediction via Uncertainty-Triggered Feature Path
/// Exploration", 2026 (arXiv 2605.24989).
public final class Uncertain: RankingPolicy {
    public static let name = "uncertain"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By a chance of a click that is learned, and more of it where the regression is less certain (UTTSI)."
    public static let parameters =
        FollowTheRegularizedLeader.parameters() + [
            Parameter(
                "exploration",
                "How many of the standard deviations that the score has for the uncertainty of the weights are added to it; 0 for `logistic`.",
                unit: .number, default: 1, range: 0...1_000)
        ]
    public let signals = ClickFeature.signals
    public var rememberedCount: Int { ClickFeature.allCases.count }

    private var model: FollowTheRegularizedLeader
    private let exploration: Float

    public init(parameters: ParameterValues, seed: UInt64) {
        model = FollowTheRegularizedLeader(features: ClickFeature.allCases.count, parameters)
        exploration = Float(parameters.number("exploration"))
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        let (features, count) = (ClickFeature.allCases.count, batch.count)
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        LinearScore.write(answers.remembered, features: features, count: count, into: &answers.scores) {
            model.weight($0)
        }
        guard exploration > 0 else { return }
        let variances = (0..<features).map(model.variance)
        for index in 0..<count {
            var variance: Float = 0
            for feature in 0..<features {
                let value = answers.remembered[feature * count + index]
                variance += variances[feature] * value * value
            }
            answers.scores[index] += exploration * variance.squareRoot()
        }
    }

    public func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            model.learn(batch.remembered(index), success: batch.outcome(index).contains(.click))
        }
    }

    public func save() -> [UInt8] { model.save() }

    public func load(_ state: [UInt8]) throws {
        guard model.load(state) else { throw PolicyStateError(policy: Self.name) }
    }
}
