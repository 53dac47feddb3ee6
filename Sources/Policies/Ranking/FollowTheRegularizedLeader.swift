import Foundation
import PolicyKit

/// Learns a logistic regression one example at a time: FTRL-proximal of McMahan et al. (KDD 2013, algorithm 1).
package struct FollowTheRegularizedLeader {
    private let alpha: Double
    private let beta: Double
    private let l1: Double
    private let l2: Double
    /// The algorithm's z and n, a number a feature.
    private var gradientSum: [Double]
    private var squareSum: [Double]

    package init(features: Int, alpha: Double, beta: Double, l1: Double, l2: Double) {
        self.alpha = alpha
        self.beta = beta
        self.l1 = l1
        self.l2 = l2
        gradientSum = [Double](repeating: 0, count: features)
        squareSum = gradientSum
    }

    /// What policies that hold several regressions let people set.
    static func parameters(learningRate: ParameterValue = 0.1) -> [Parameter] {
        [
            Parameter(
                "learning_rate", "Step size alpha of the regressions.", unit: .number, default: learningRate,
                range: 1e-6...100),
            Parameter("l2", "Penalty on squared weights.", unit: .number, default: 1, range: 0...1e6),
        ]
    }

    /// With the values of those parameters.
    init(features: Int, _ parameters: ParameterValues) {
        self.init(
            features: features, alpha: parameters.number("learning_rate"), beta: 1, l1: 0, l2: parameters.number("l2"))
    }

    /// The weight of a feature now.
    package func weight(_ feature: Int) -> Float { Float(exactWeight(feature)) }

    /// The weight of a feature now, in double precision.
    func exactWeight(_ feature: Int) -> Double {
        let sum = gradientSum[feature]
        guard abs(sum) > l1 else { return 0 }
        let shrunk = sum - (sum < 0 ? -l1 : l1)
        let rate = (beta + squareSum[feature].squareRoot()) / alpha + l2
        return rate > 0 ? -shrunk / rate : 0
    }

    /// How uncertain a weight is: its variance around what was learned, with a variance of 1 before anything was and a precision that grows by
    /// the square of each gradient.
    func variance(_ feature: Int) -> Float { Float(1 / (1 + squareSum[feature])) }

    /// All weights now.
    package var weights: [Float] { gradientSum.indices.map(weight) }

    /// The log odds of success that the regression gives an example; features beyond its own are not looked at.
    package func logOdds(_ features: borrowing Span<Float>) -> Double {
        var logOdds = 0.0
        for feature in gradientSum.indices { logOdds += exactWeight(feature) * Double(features[feature]) }
        return logOdds
    }

    /// The chance of success that the regression gives an example.
    /// - Parameter known: log odds that the example has without the regression, which learns what goes beyond them.
    package func chance(_ features: borrowing Span<Float>, beyond known: Double = 0) -> Double {
        1 / (1 + exp(-(known + logOdds(features))))
    }

    /// Takes in one example; features beyond its own are not looked at.
    /// - Parameters:
    ///   - weight: how often the example counts.
    ///   - known: as of `chance`.
    /// - Returns: the chance of success that was expected of it.
    @discardableResult package mutating func learn(
        _ features: borrowing Span<Float>, success: Bool, weight: Double = 1, beyond known: Double = 0
    ) -> Double {
        let expected = chance(features, beyond: known)
        let slope = (expected - (success ? 1 : 0)) * weight
        for feature in gradientSum.indices { take(gradient: slope * Double(features[feature]), at: feature) }
        return expected
    }

    /// The slope of an example's loss along its log odds.
    @inline(__always) static func slope(_ logOdds: Double, success: Bool) -> Double {
        1 / (1 + exp(-logOdds)) - (success ? 1 : 0)
    }

    /// Takes in the slope of an example's loss along one weight.
    @inline(__always) mutating func take(gradient: Double, at feature: Int) {
        let before = squareSum[feature]
        let sigma = ((before + gradient * gradient).squareRoot() - before.squareRoot()) / alpha
        gradientSum[feature] += gradient - sigma * exactWeight(feature)
        squareSum[feature] = before + gradient * gradient
    }

    /// The state as bytes.
    package func save() -> [UInt8] { StateBytes.encode(gradientSum + squareSum) }

    /// Bytes of a saved state.
    package var stateSize: Int { 16 * gradientSum.count }

    /// Takes up a saved state; false, and nothing changes, when it is of another size.
    package mutating func load(_ state: [UInt8]) -> Bool {
        guard let values = StateBytes.decode(state, count: 2 * gradientSum.count) else { return false }
        gradientSum = Array(values.prefix(gradientSum.count))
        squareSum = Array(values.suffix(gradientSum.count))
        return true
    }
}
