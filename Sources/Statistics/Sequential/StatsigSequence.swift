import Foundation

/// The sequential test as Statsig's documentation prints it (after Zhao et al., arXiv 1905.10493).
///
/// Its -2 ln(alpha/2) makes it more conservative than the two-sided mixture needs.
public struct StatsigSequence: Sendable, Codable, Hashable {
    /// Squared standard error of the difference.
    public let variance: Double
    /// Mixing variance: z_(alpha/2)^2 (s_t^2 + s_c^2)/(N_t + N_c).
    public let mixingVariance: Double
    /// How many standard errors the interval reaches to either side.
    public let criticalValue: Double
    /// The difference, with the sequential p-value and interval; p falls below alpha where |z| exceeds the critical value.
    public let estimate: Estimate

    /// - Throws: `tooFewUnits`, `noVariance`, `outside` for a level that is none.
    public init<Sample: ArmSummary>(control: Sample, treatment: Sample, level: Double = 0.95) throws(StatisticsError) {
        try ComparisonSettings(level: level).check(control: control, treatment: treatment)
        try Interval.check(level: level)
        let alpha = 1 - level
        let z = StandardNormal.quantile(upperTail: alpha / 2)
        variance = control.squaredStandardError + treatment.squaredStandardError
        mixingVariance = z * z * (treatment.variance + control.variance) / Double(treatment.n + control.n)
        let total = variance + mixingVariance
        criticalValue = (total / mixingVariance * (-2 * log(alpha / 2) - log(variance / total))).squareRoot()
        let difference = treatment.mean - control.mean
        let error = variance.squareRoot()
        let statistic = difference / error
        estimate = Estimate(
            estimate: difference, standardError: error, degreesOfFreedom: .infinity, statistic: statistic,
            pValue: 2 * StandardNormal.upperTail(statistic.magnitude * z / criticalValue),
            interval: Interval(
                lower: difference - criticalValue * error, upper: difference + criticalValue * error, level: level))
    }
}
