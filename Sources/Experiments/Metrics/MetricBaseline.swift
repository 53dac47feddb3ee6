public import Marketplace
import Statistics

/// What the control arms of a run say about a metric: what the next experiment is planned with.
public struct MetricBaseline: Sendable, Equatable {
    /// Mean over replications, in the metric's unit.
    public let mean: Double
    /// Between users, by the delta method where the metric is a ratio.
    public let standardDeviation: Double
    /// Correlation of a user's value with that in the warm-up, which CUPED uses; 0 where nothing was seen before.
    public let correlation: Double
    /// Users of both arms, mean over replications.
    public let users: Double
    /// Share of a user's variance that remains however long the experiment is, after CUPED on the same warm-up; nil where nothing was
    /// seen before.
    ///
    /// What a user's value has in common with the same in the warm-up is how users differ for good. Both as shares of their means,
    /// because a longer time has a larger mean.
    public let lastingShare: Double?

    /// - Parameter worlds: of the experiment, one a replication.
    /// - Returns: nil where no control arm has anything to divide by, or nothing varies.
    public init?(_ metric: Metric, worlds: [FeedOutcome]) {
        let arms = worlds.filter { $0.units.keeps(metric) }
            .compactMap { MetricSample(metric, world: $0).moments(inArm: 0) }
        guard !arms.isEmpty else { return nil }
        // Within replications: users of two markets are not of one population.
        func average(_ value: (CovarianceMoments) -> Double) -> Double {
            arms.reduce(0) { $0 + value($1) } / Double(arms.count)
        }
        let (variance, before) = (average { $0.variance(0) }, average { $0.variance(1) })
        guard variance > 0 else { return nil }
        mean = average { $0.means[0] }
        standardDeviation = variance.squareRoot()
        let covariance = average { $0.covariance(0, 1) }
        correlation = before > 0 ? covariance / (variance * before).squareRoot() : 0
        let meanBefore = average { $0.means[1] }
        if before > 0, mean * meanBefore > 0 {
            let lasting = max(0, covariance / (mean * meanBefore))
            let explained = min(1, lasting * meanBefore * meanBefore / before)
            lastingShare = min(
                1, lasting * (1 - explained) * mean * mean / (variance * (1 - correlation * correlation)))
        } else {
            lastingShare = nil
        }
        users = worlds.reduce(0) { $0 + Double($1.users) } / Double(worlds.count)
    }
}
