import CGSL
import Foundation

/// The gamma mixture for sums whose increments are sub-exponential with scale c (Howard et al. 2021, prop. 9).
public struct GammaExponentialMixture: MixtureBoundary, Codable, Hashable {
    /// As in the one-sided normal mixture.
    public let rho: Double
    /// Scale of the increments, in the sum's unit, above 0.
    public let scale: Double
    private let constant: Double

    /// - Parameters:
    ///   - tightestTime: the intrinsic time at which the boundary is tightest, above 0.
    ///   - alpha: the level for which it is, above 0 and below 1/2.
    /// - Throws: `outside` for an argument out of its range.
    public init(tightestTime: Double, alpha: Double = 0.05, scale: Double) throws(StatisticsError) {
        guard scale > 0 else { throw .outside("the scale of the increments", range: "above 0") }
        _ = GSL.ready
        rho = try NormalMixture(tightestTime: tightestTime, alpha: alpha, isOneSided: true).rho
        self.scale = scale
        let shape = rho / (scale * scale)
        constant = shape * log(shape) - gsl_sf_lngamma(shape) - log(gsl_sf_gamma_inc_P(shape, shape))
    }

    /// Logarithm of the mixture at sum `s` and intrinsic time `v`.
    public func logMixture(sum s: Double, time v: Double) -> Double {
        _ = GSL.ready
        let squared = scale * scale
        let gained = (scale * s + v) / squared
        let shape = (v + rho) / squared
        let total = gained + rho / squared
        return constant + gsl_sf_lngamma(shape) + log(gsl_sf_gamma_inc_P(shape, total)) - shape * log(total) + gained
    }
}
