import Foundation
public import PolicyKit
import Randomness

/// What both linear bandits know: a ridge regression of clicks on what a candidate looks like, with its uncertainty.
///
/// A click is taken for θ·x plus noise. Exposures are learned from when their feedback is due, from the features that they had.
struct LinearBandit {
    static let parameters = [
        Parameter(
            "ridge", "Weight of the belief that nothing matters, in exposures.", unit: .number, default: 10,
            range: 1e-6...1e9)
    ]
    static var width: Int { ClickFeature.allCases.count }

    var regression: RidgeRegression
    private var row = [Double](repeating: 0, count: LinearBandit.width)

    init(_ parameters: ParameterValues) {
        regression = RidgeRegression(width: Self.width, ridge: parameters.number("ridge"))
    }

    /// Writes what candidates look like, and scores each by the weights that are given, without its uncertainty.
    func write(
        _ batch: borrowing RankingBatch, weights: [Double], into answers: inout RankingAnswers
    ) {
        ClickFeature.write(batch, scratch: &answers.scores, into: &answers.remembered)
        LinearScore.write(answers.remembered, features: Self.width, count: batch.count, into: &answers.scores) {
            Float(weights[$0])
        }
    }

    mutating func learn(from batch: borrowing FeedbackBatch) {
        for index in 0..<batch.count {
            let features = batch.remembered(index)
            for feature in 0..<Self.width { row[feature] = Double(features[feature]) }
            regression.learn(row, outcome: batch.outcome(index).contains(.click) ? 1 : 0)
        }
    }
}

/// Ranks by what a click's chance may be at best: the estimate and a multiple of its standard error (LinUCB; Li, Chu, Langford, Schapire 2010,
/// algorithm 1, with one model for all listings).
///
/// What was shown seldom is uncertain, and is tried for that reason.
public final class LinUCB: RankingPolicy {
    public static let name = "linucb"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By an upper confidence bound on the chance of a click, from a linear model that is learned (LinUCB)."
    public static let parameters =
        LinearBandit.parameters + [
            Parameter(
                "alpha", "Standard errors that are added to the estimate, of noise of one click; 0 for none.",
                unit: .number,
                default: 0.5, range: 0...1_000)
        ]
    public let signals = ClickFeature.signals
    public var rememberedCount: Int { LinearBandit.width }

    private var bandit: LinearBandit
    private let alpha: Double
    /// The features of four candidates at a time.
    private var rows = [SIMD4<Double>](repeating: .zero, count: LinearBandit.width)

    public init(parameters: ParameterValues, seed: UInt64) {
        bandit = LinearBandit(parameters)
        alpha = parameters.number("alpha")
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        bandit.write(batch, weights: bandit.regression.weights, into: &answers)
        guard alpha > 0 else { return }
        let count = batch.count
        for first in stride(from: 0, to: count, by: 4) {
            let several = min(4, count - first)
            for feature in 0..<LinearBandit.width {
                for place in 0..<several {
                    rows[feature][place] = Double(answers.remembered[feature * count + first + place])
                }
            }
            let errors = alpha * bandit.regression.variances(of: rows).squareRoot()
            for place in 0..<several { answers.scores[first + place] += Float(errors[place]) }
        }
    }

    public func learn(from batch: borrowing FeedbackBatch) { bandit.learn(from: batch) }

    public func save() -> [UInt8] { bandit.regression.save() }

    public func load(_ state: [UInt8]) throws {
        guard bandit.regression.load(state) else { throw PolicyStateError(policy: LinUCB.name) }
    }
}

/// Ranks by the chance of a click under weights that are drawn for each session from what is believed of them (Agrawal, Goyal 2013,
/// algorithm 1).
///
/// What is uncertain stands high in some sessions and low in others, as often as it may be right.
public final class LinearThompson: RankingPolicy {
    public static let name = "linear-thompson"
    public static let sessionSignals: SessionSignals = []
    public static let summary =
        "By a linear model of clicks whose weights are drawn for each session from what is believed of them (Thompson sampling)."
    public static let parameters =
        LinearBandit.parameters + [
            Parameter(
                "scale",
                "Standard deviation of the noise of a click, by which draws of the weights are as wide; 0 for none.",
                unit: .number, default: 0.25, range: 0...1_000)
        ]
    public let signals = ClickFeature.signals
    public var rememberedCount: Int { LinearBandit.width }

    private var bandit: LinearBandit
    private let scale: Double

    public init(parameters: ParameterValues, seed: UInt64) {
        bandit = LinearBandit(parameters)
        scale = parameters.number("scale")
    }

    public func score(_ batch: borrowing RankingBatch, into answers: inout RankingAnswers) {
        // The same draws in every twin world, and for all requests of the session.
        let random = batch.random
        let drawn = bandit.regression.drawn(scale: scale) { place in
            Inverse.normal(max(StableHash.fraction(random, UInt64(place)), 0x1p-60))
        }
        bandit.write(batch, weights: drawn, into: &answers)
    }

    public func learn(from batch: borrowing FeedbackBatch) { bandit.learn(from: batch) }

    public func save() -> [UInt8] { bandit.regression.save() }

    public func load(_ state: [UInt8]) throws {
        guard bandit.regression.load(state) else { throw PolicyStateError(policy: LinearThompson.name) }
    }
}
