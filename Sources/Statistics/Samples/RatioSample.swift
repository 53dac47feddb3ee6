/// An arm of a metric that is a ratio of two totals over units, such as clicks per impression with users as units.
public struct RatioSample: ArmSummary, Codable, Hashable {
    /// How many units.
    public let n: Int
    /// sum(numerator)/sum(denominator).
    public let mean: Double
    /// Variance per unit by the delta method.
    public let variance: Double

    /// - Parameters:
    ///   - moments: joint moments of the units' numerators and denominators.
    ///   - columns: which variables they are.
    ///   - arm: named in the error.
    /// - Throws: if the denominators sum to zero.
    public init(
        _ moments: CovarianceMoments, columns: RatioMetric.Columns = .init(numerator: 0, denominator: 1), arm: Arm
    ) throws(StatisticsError) {
        guard let value = RatioMetric.value(columns, of: moments) else { throw .zeroDenominator(in: arm) }
        n = moments.n
        mean = value
        variance = RatioMetric.variance(columns, of: moments)
    }
}
