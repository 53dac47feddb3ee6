/// The delta method for a ratio of two means over the same units (Deng, Knoblich, Lu 2018, eq. 3).
///
/// A ratio M/D is to first order the mean over units of (m - R d)/D: these functions give that linearised variable's
/// variances and covariances, on which everything that holds for a mean then holds.
public enum RatioMetric {
    /// Which two variables of a `CovarianceMoments` make the ratio.
    public struct Columns: Sendable, Codable, Hashable {
        /// Index of the numerator.
        public let numerator: Int
        /// Index of the denominator; nil for one per unit, which makes the ratio a mean.
        public let denominator: Int?

        /// A ratio of the variables with these indices.
        public init(numerator: Int, denominator: Int?) {
            self.numerator = numerator
            self.denominator = denominator
        }
    }

    /// mean(numerator)/mean(denominator); nil where the denominator's mean is zero.
    public static func value(_ columns: Columns, of moments: CovarianceMoments) -> Double? {
        guard let column = columns.denominator else { return moments.means[columns.numerator] }
        let denominator = moments.means[column]
        return denominator == 0 ? nil : moments.means[columns.numerator] / denominator
    }

    /// Covariance per unit of two ratios of the same units; 0 where either has no value.
    ///
    /// With a ratio and itself: s_M^2/D^2 + s_D^2 M^2/D^4 - 2 s_MD M/D^3.
    public static func covariance(_ a: Columns, _ b: Columns, of moments: CovarianceMoments) -> Double {
        guard let ratioA = value(a, of: moments), let ratioB = value(b, of: moments) else { return 0 }
        var centred = moments.covariance(a.numerator, b.numerator)
        if let column = b.denominator { centred -= ratioB * moments.covariance(a.numerator, column) }
        if let column = a.denominator { centred -= ratioA * moments.covariance(column, b.numerator) }
        if let columnA = a.denominator, let columnB = b.denominator {
            centred += ratioA * ratioB * moments.covariance(columnA, columnB)
        }
        return centred / (scale(a, of: moments) * scale(b, of: moments))
    }

    private static func scale(_ columns: Columns, of moments: CovarianceMoments) -> Double {
        columns.denominator.map { moments.means[$0] } ?? 1
    }

    /// Variance per unit of the linearised ratio; 0 where it has no value, and where all units have the same ratio.
    public static func variance(_ columns: Columns, of moments: CovarianceMoments) -> Double {
        let variance = covariance(columns, columns, of: moments)
        guard columns.denominator != nil else { return variance }
        // What is left over of numerators that are a multiple of their denominators is rounding.
        let scale = scale(columns, of: moments)
        let rounding = 1e-14 * moments.variance(columns.numerator) / (scale * scale)
        return variance.magnitude <= rounding ? 0 : variance
    }
}

/// An arm of a metric that is a ratio of two totals over units, such as clicks per impression with users as units.
public struct RatioSample: SampleSummary, Codable, Hashable {
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
