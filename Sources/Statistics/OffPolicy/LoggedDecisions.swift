/// A log of decisions, each drawn with a known chance, from which the value of another policy is estimated.
///
/// Holds sums over clusters only, so that parts can be merged. Decisions of one cluster (a user, a session) may go together,
/// clusters are independent; a cluster of one decision each makes the errors those of independent decisions.
///
/// ```swift
/// var log = LoggedDecisions()
/// log.add(try LoggedDecision(reward: 1, loggingPropensity: 0.5, targetPropensity: 0.8))
/// log.add(try LoggedDecision(reward: 0, loggingPropensity: 0.5, targetPropensity: 0.2))
/// print(try log.value(by: .selfNormalised).estimate)  // 0.8
/// ```
public struct LoggedDecisions: Sendable, Codable, Hashable {
    /// How rewards of one policy become the value of another: with w = pi(a|x)/mu(a|x), target over logging propensity.
    public enum Estimator: String, Sendable, Codable, CaseIterable {
        /// mean(w r): inverse propensity scoring (Horvitz, Thompson 1952; Strehl, Langford, Li, Kakade 2010). Unbiased.
        case inversePropensity = "ips"
        /// sum(w r)/sum(w) (Swaminathan, Joachims 2015, section 4): within the rewards' range, biased by the order of 1/n.
        case selfNormalised = "snips"
        /// mean(q(x, pi) + w (r - q(x, a))) (Dudík, Erhan, Langford, Li 2014, section 3): unbiased whatever
        /// the model q says, and the more exact the better it predicts.
        case doublyRobust = "dr"
    }

    /// The sums of one cluster's decisions.
    public struct Cluster: Sendable {
        fileprivate var sums: [Double] = [0, 0, 0, 0, 0]
        fileprivate var weights = ImportanceWeights()
        fileprivate var predictions = 0

        /// Without decisions.
        public init() {}

        /// Takes in a decision.
        public mutating func add(_ decision: LoggedDecision) {
            sums[Column.decisions] += 1
            sums[Column.rewards] += decision.reward
            sums[Column.weights] += decision.weight
            sums[Column.weighted] += decision.weight * decision.reward
            if let prediction = decision.prediction {
                predictions += 1
                sums[Column.robust] +=
                    prediction.underTarget + decision.weight * (decision.reward - prediction.ofLogged)
            }
            weights.add(decision.weight)
        }
    }

    /// Places of a cluster's sums.
    private enum Column {
        static let decisions = 0
        static let rewards = 1
        static let weights = 2
        static let weighted = 3
        static let robust = 4
    }

    /// The weights of all decisions.
    public private(set) var weights = ImportanceWeights()
    private var predictions = 0
    private var moments = CovarianceMoments(variables: 5)

    /// Without decisions.
    public init() {}

    /// How many decisions.
    public var decisions: Int { weights.count }
    /// How many clusters.
    public var clusters: Int { moments.n }
    /// Whether every decision has predictions, which the doubly robust estimator needs.
    public var hasPredictions: Bool { decisions > 0 && predictions == decisions }

    /// Takes in a cluster; one without decisions is none.
    public mutating func add(_ cluster: Cluster) {
        guard cluster.weights.count > 0 else { return }
        moments.add(cluster.sums)
        weights.merge(cluster.weights)
        predictions += cluster.predictions
    }

    /// Takes in a decision that is a cluster of its own.
    public mutating func add(_ decision: LoggedDecision) {
        var cluster = Cluster()
        cluster.add(decision)
        add(cluster)
    }

    /// Takes in other clusters.
    public mutating func merge(_ other: Self) {
        moments.merge(other.moments)
        weights.merge(other.weights)
        predictions += other.predictions
    }

    /// The target policy's mean reward per decision, in the reward's unit.
    ///
    /// - Throws: `tooFewValues` of an empty log; `undefined` where a decision lacks the predictions that the estimator needs,
    ///   where no weight is above 0 and the estimator divides by them, or where a figure is beyond the range of
    ///   numbers; `outside` for a level that is none.
    public func value(by estimator: Estimator, level: Double = 0.95) throws(StatisticsError) -> PolicyValue {
        try PolicyValue(
            columns(of: estimator), of: moments, effectiveSampleSize: weights.effectiveSampleSize, level: level)
    }

    /// What the target policy earns more per decision than the logging policy did, in the reward's unit: the log's own rewards are
    /// known, so that the error is smaller than that of the value wherever both policies do the same.
    ///
    /// - Throws: as `value`.
    public func gain(by estimator: Estimator, level: Double = 0.95) throws(StatisticsError) -> PolicyValue {
        try PolicyValue(
            columns(of: estimator), less: .init(numerator: Column.rewards, denominator: Column.decisions), of: moments,
            effectiveSampleSize: weights.effectiveSampleSize, level: level)
    }

    private func columns(of estimator: Estimator) throws(StatisticsError) -> RatioMetric.Columns {
        guard decisions > 0 else { throw .tooFewValues(0, minimum: 1) }
        switch estimator {
        case .inversePropensity: return .init(numerator: Column.weighted, denominator: Column.decisions)
        case .selfNormalised: return .init(numerator: Column.weighted, denominator: Column.weights)
        case .doublyRobust:
            guard hasPredictions else { throw .undefined("not every decision has a reward model's predictions") }
            return .init(numerator: Column.robust, denominator: Column.decisions)
        }
    }

    /// The logging policy's own mean reward per decision.
    ///
    /// - Throws: as `value`.
    public func loggedValue(level: Double = 0.95) throws(StatisticsError) -> PolicyValue {
        guard decisions > 0 else { throw .tooFewValues(0, minimum: 1) }
        return try PolicyValue(
            .init(numerator: Column.rewards, denominator: Column.decisions), of: moments,
            effectiveSampleSize: Double(decisions), level: level)
    }

    /// Whether the mean weight is 1.
    ///
    /// - Throws: as `value`.
    public func weightBalance() throws(StatisticsError) -> WeightBalance {
        guard decisions > 0 else { throw .tooFewValues(0, minimum: 1) }
        return try WeightBalance(
            .init(numerator: Column.weights, denominator: Column.decisions), of: moments,
            effectiveSampleSize: weights.effectiveSampleSize)
    }
}
