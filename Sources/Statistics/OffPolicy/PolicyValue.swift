/// What a policy would earn a decision or a slate, estimated from the log of another policy.
///
/// An interval is given from an effective sample size of 500 on: below it the error itself is estimated from a few large
/// weights, and is too small where the largest ones have not been met yet.
public struct PolicyValue: Sendable, Codable, Hashable {
    /// The effective sample size below which no interval is given.
    public static let leastEffectiveSampleSize = 500.0

    /// Mean reward under the target policy, in the reward's unit.
    public let estimate: Double
    /// By the influence function over clusters, in the same unit; nil where there is none.
    public let standardError: Double?
    /// How many equal weights would leave as large an error, see `ImportanceWeights`; the log's own size for its own value.
    public let effectiveSampleSize: Double
    /// A t interval on clusters less one; nil where it is withheld.
    public let interval: Interval?
    /// Why there is no interval; nil where there is one.
    public let withheld: StatisticsError?

    /// The difference of two ratios of sums over the same clusters, as `init(_:of:effectiveSampleSize:level:)` has one.
    init(
        _ ratio: RatioMetric.Columns, less other: RatioMetric.Columns, of clusters: CovarianceMoments,
        effectiveSampleSize: Double, level: Double
    ) throws(StatisticsError) {
        guard let value = RatioMetric.value(ratio, of: clusters), let base = RatioMetric.value(other, of: clusters)
        else {
            throw .undefined("the target policy never does what the log has")
        }
        let variance =
            RatioMetric.variance(ratio, of: clusters) + RatioMetric.variance(other, of: clusters)
            - 2 * RatioMetric.covariance(ratio, other, of: clusters)
        try self.init(
            value - base, variance: variance, scale: max(value.magnitude, base.magnitude), of: clusters,
            effectiveSampleSize: effectiveSampleSize, level: level)
    }

    /// The ratio of two sums over clusters, with the error of the delta method: clusters are independent, what is in one
    /// may go together (Deng, Knoblich, Lu 2018, eq. 3).
    ///
    /// The linearised ratio of a cluster is its influence on the estimate: of a mean over decisions psi - V, of the
    /// self-normalised estimator w (r - V)/mean(w).
    /// - Throws: `undefined` where the denominators sum to 0, or a figure is beyond the range of numbers; `outside` for a level
    ///   that is none.
    init(
        _ ratio: RatioMetric.Columns, of clusters: CovarianceMoments, effectiveSampleSize: Double, level: Double
    ) throws(StatisticsError) {
        guard let value = RatioMetric.value(ratio, of: clusters), clusters.n > 0 else {
            throw .undefined("the target policy never does what the log has")
        }
        try self.init(
            value, variance: RatioMetric.variance(ratio, of: clusters), scale: value.magnitude, of: clusters,
            effectiveSampleSize: effectiveSampleSize, level: level)
    }

    /// - Parameters:
    ///   - variance: per cluster.
    ///   - scale: of what was summed: errors that rounding leaves of it are none.
    private init(
        _ value: Double, variance: Double, scale: Double, of clusters: CovarianceMoments, effectiveSampleSize: Double,
        level: Double
    ) throws(StatisticsError) {
        try Interval.check(level: level)
        guard value.isFinite else { throw .undefined("weighted rewards are beyond 1.8e308, the range of numbers") }
        estimate = value
        self.effectiveSampleSize = effectiveSampleSize
        guard variance.isFinite else {
            throw .undefined("squares of weighted rewards are beyond 1.8e308, the range of numbers")
        }
        let error = (max(0, variance) / Double(clusters.n)).squareRoot()
        // What rounding leaves of equal values is no error.
        let hasError = clusters.n > 1 && error > 1e-14 * scale
        standardError = hasError ? error : nil
        if clusters.n < 2 {
            withheld = .tooFewValues(clusters.n, minimum: 2)
        } else if effectiveSampleSize < Self.leastEffectiveSampleSize {
            withheld = .tooFewEffective(effectiveSampleSize, minimum: Self.leastEffectiveSampleSize)
        } else {
            withheld = hasError ? nil : .noVariance
        }
        interval =
            withheld == nil
            ? .symmetric(
                around: value, standardError: error, alternative: .twoSided, level: level,
                quantile: StudentT(degreesOfFreedom: Double(clusters.n - 1)).quantile(upperTail:)) : nil
    }
}

/// Whether the mean of weights is 1, as it must be within its error: propensities that are not those by which the log was made
/// are found so, and so is a target that does what the log never has.
public struct WeightBalance: Sendable, Codable, Hashable {
    /// The mean weight.
    public let mean: Double
    /// Its error over clusters; 0 where all weights are equal.
    public let standardError: Double
    /// Two-sided, that the mean is 1; nil below an effective sample size of 500, where large weights may not have been met yet.
    public let pValue: Double?

    /// - Throws: as `PolicyValue`.
    init(
        _ ratio: RatioMetric.Columns, of clusters: CovarianceMoments, effectiveSampleSize: Double
    ) throws(StatisticsError) {
        let value = try PolicyValue(ratio, of: clusters, effectiveSampleSize: effectiveSampleSize, level: 0.95)
        mean = value.estimate
        standardError = value.standardError ?? 0
        pValue = Self.pValue(
            mean, standardError, degreesOfFreedom: Double(clusters.n - 1), effectiveSampleSize: effectiveSampleSize)
    }

    /// Of weights none of which says anything of another.
    /// - Throws: `tooFewValues` without weights.
    init(ofIndependent weights: ImportanceWeights) throws(StatisticsError) {
        guard let mean = weights.mean else { throw .tooFewValues(0, minimum: 1) }
        let count = Double(weights.count)
        self.mean = mean
        standardError = (max(0, weights.sumOfSquares / count - mean * mean) / count).squareRoot()
        pValue = Self.pValue(
            mean, standardError, degreesOfFreedom: count - 1, effectiveSampleSize: weights.effectiveSampleSize)
    }

    private static func pValue(
        _ mean: Double, _ standardError: Double, degreesOfFreedom: Double, effectiveSampleSize: Double
    ) -> Double? {
        guard degreesOfFreedom > 0, effectiveSampleSize >= PolicyValue.leastEffectiveSampleSize else { return nil }
        // Weights that are all equal are right or wrong without chance.
        guard standardError > 0 else { return (mean - 1).magnitude < 1e-9 ? 1 : 0 }
        return StudentT(degreesOfFreedom: degreesOfFreedom).pValue(
            (mean - 1) / standardError, alternative: .twoSided)
    }
}
