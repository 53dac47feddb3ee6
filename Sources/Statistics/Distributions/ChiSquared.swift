import CGSL

/// The chi-squared distribution with any positive degrees of freedom, by GSL.
public struct ChiSquared: Sendable, Hashable {
    /// Degrees of freedom, above 0.
    public let degreesOfFreedom: Double

    /// - Precondition: the degrees of freedom are positive.
    public init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0, "degrees of freedom must be positive")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(X > x); 1 for x <= 0.
    public func upperTail(_ x: Double) -> Double {
        _ = GSL.ready
        return x <= 0 ? 1 : gsl_cdf_chisq_Q(x, degreesOfFreedom)
    }
}
