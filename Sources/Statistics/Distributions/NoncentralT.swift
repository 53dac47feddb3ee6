import CGSL
import Foundation

/// The noncentral t distribution: that of a t statistic when there is an effect. GSL has no such function.
public struct NoncentralT: Sendable, Hashable {
    /// Degrees of freedom, above 0; infinite for a shifted normal.
    public let degreesOfFreedom: Double
    /// The effect over its standard error.
    public let noncentrality: Double

    /// - Precondition: the degrees of freedom are positive.
    public init(degreesOfFreedom: Double, noncentrality: Double) {
        precondition(degreesOfFreedom > 0, "degrees of freedom must be positive")
        self.degreesOfFreedom = degreesOfFreedom
        self.noncentrality = noncentrality
    }

    /// P(T > t), to about 1e-10 relative.
    ///
    /// T = (Z + delta)/S with S = sqrt(chi^2/nu): the integral over S of P(Z > t S - delta).
    ///
    /// - Throws: `notConverged` where the integral is not had.
    public func upperTail(_ t: Double) throws(StatisticsError) -> Double {
        try tail { s in
            StandardNormal.upperTail(t * s - noncentrality)
        } limit: {
            StandardNormal.upperTail(t - noncentrality)
        }
    }

    /// P(T <= t), with the accuracy of `upperTail`.
    ///
    /// - Throws: `notConverged` where the integral is not had.
    public func lowerTail(_ t: Double) throws(StatisticsError) -> Double {
        try tail { s in
            StandardNormal.lowerTail(t * s - noncentrality)
        } limit: {
            StandardNormal.lowerTail(t - noncentrality)
        }
    }

    private func tail(
        _ conditional: @escaping (Double) -> Double, limit: () -> Double
    ) throws(StatisticsError) -> Double {
        if degreesOfFreedom.isInfinite { return limit() }
        _ = GSL.ready
        let half = degreesOfFreedom / 2
        // Stirling's form of the chi density, in u = s - 1, keeps its digits for a billion degrees of freedom.
        let constant = log(2.0) + 0.5 * log(half / (2 * Double.pi)) - log(gsl_sf_gammastar(half))
        let spread = 10 / (2 * degreesOfFreedom).squareRoot()
        let low = max(-1 + 1e-12, -spread)
        // Few degrees of freedom have a long upper tail, which the normal-like spread does not reach.
        var high = spread
        while half * (2 * (log1p(high) - high) - high * high) > -45 { high *= 1.5 }
        let end = high
        return try Integration.integral(of: "the noncentral t distribution", from: low, to: end) { u in
            let logarithm = log1p(u)
            return exp(constant + half * (2 * (logarithm - u) - u * u) - logarithm) * conditional(1 + u)
        }
    }
}
