/// A decision that a policy drew and logged: what it brought, and how likely it was under that policy and under another.
///
/// In a slate, a decision is what was put at a position.
public struct LoggedDecision: Sendable, Hashable {
    /// What a model of the reward predicts, fitted on other data than the log or by folds of it.
    public struct Prediction: Sendable, Hashable {
        /// Of what was done. In a slate: of the rewards from the position on, given what stands above it and there.
        public let ofLogged: Double
        /// Its expectation over what the target policy would do instead. In a slate: at the position, given what stands above it.
        public let underTarget: Double

        /// Predictions as a model made them, in the reward's unit.
        public init(ofLogged: Double, underTarget: Double) {
            self.ofLogged = ofLogged
            self.underTarget = underTarget
        }
    }

    /// Squares of larger ones would be beyond the range of numbers.
    private static let largestWeight = 1e150

    /// What the decision brought, in any unit.
    public let reward: Double
    /// The target policy's chance of the decision over the logging policy's, at least 0.
    public let weight: Double
    /// What a model of the reward says; nil without one.
    public let prediction: Prediction?

    /// - Parameters:
    ///   - loggingPropensity: the chance with which the decision was drawn, above 0 and at most 1.
    ///   - targetPropensity: the chance with which the target policy would have drawn it, 0...1.
    /// - Throws: `outside` for chances that are none, for a ratio of them above 1e150, and for a reward or prediction that is not
    ///   finite.
    public init(
        reward: Double, loggingPropensity: Double, targetPropensity: Double, prediction: Prediction? = nil
    ) throws(StatisticsError) {
        guard loggingPropensity > 0, loggingPropensity <= 1 else {
            throw .outside("a logging propensity", range: "above 0 and at most 1")
        }
        guard targetPropensity >= 0, targetPropensity <= 1 else {
            throw .outside("a target propensity", range: "from 0 to 1")
        }
        guard reward.isFinite, prediction.map({ $0.ofLogged.isFinite && $0.underTarget.isFinite }) ?? true else {
            throw .outside("a reward or prediction", range: "finite")
        }
        let weight = targetPropensity / loggingPropensity
        guard weight <= Self.largestWeight else {
            throw .outside("a target propensity over its logging propensity", range: "at most 1e150")
        }
        self.reward = reward
        self.weight = weight
        self.prediction = prediction
    }
}
