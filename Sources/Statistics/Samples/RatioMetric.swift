/// The delta method for a ratio of two means over the same units (Deng, Knoblich, Lu 2018, eq. 3).
///
/// A ratio M/D is to first order the mean over units of (m - R d)/D: these functions give that linearised variable's
/// variances and covariances, on which everything that holds for a mean then holds.
public enum RatioMetric {
    /// Which two variables of a `CovarianceMoments` make the ratio.
    public struct Columns: Sendable, Codable, Hashable {
        public let numerator: Int
        public let denominator: Int

        public init(numerator: Int, denominator: Int) {
            self.numerator = numerator
            self.denominator = denominator
        }
    }

    /// mean(numerator)/mean(denominator); nil where the denominator's mean is zero.
    public static func value(_ columns: Columns, of moments: CovarianceMoments) -> Double? {
        let denominator = moments.means[columns.denominator]
        return denominator == 0 ? nil : moments.means[columns.numerator] / denominator
    }

    /// Covariance per unit of two ratios of the same units; 0 where either has no value.
    ///
    /// With a ratio and itself: s_M^2/D^2 + s_D^2 M^2/D^4 - 2 s_MD M/D^3.
    public static func covariance(_ a: Columns, _ b: Columns, of moments: CovarianceMoments) -> Double {
        guard let ratioA = value(a, of: moments), let ratioB = value(b, of: moments) else { return 0 }
        let centred =
            moments.covariance(a.numerator, b.numerator)
            - ratioB * moments.covariance(a.numerator, b.denominator)
            - ratioA * moments.covariance(a.denominator, b.numerator)
            + ratioA * ratioB * moments.covariance(a.denominator, b.denominator)
        return centred / (moments.means[a.denominator] * moments.means[b.denominator])
    }

    /// Variance per unit of the linearised ratio; 0 where it has no value.
    public static func variance(_ columns: Columns, of moments: CovarianceMoments) -> Double {
        covariance(columns, columns, of: moments)
    }
}
