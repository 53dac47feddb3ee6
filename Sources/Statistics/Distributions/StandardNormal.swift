import CGSL

/// The standard normal distribution, by GSL: tails that keep their relative accuracy down to 1e-300.
public enum StandardNormal {
    /// P(Z > z). Never computed as 1 - cdf, which is 0 from z = 8.3 on.
    public static func upperTail(_ z: Double) -> Double { gsl_cdf_ugaussian_Q(z) }

    /// P(Z <= z).
    public static func lowerTail(_ z: Double) -> Double { gsl_cdf_ugaussian_P(z) }

    /// The z with P(Z > z) = `probability`, in 0...1.
    public static func quantile(upperTail probability: Double) -> Double {
        _ = GSL.ready
        return gsl_cdf_ugaussian_Qinv(probability)
    }

    /// The z with P(Z <= z) = `probability`, in 0...1.
    public static func quantile(_ probability: Double) -> Double {
        _ = GSL.ready
        return gsl_cdf_ugaussian_Pinv(probability)
    }

    /// The density at z.
    public static func density(_ z: Double) -> Double { gsl_ran_ugaussian_pdf(z) }
}

/// Student's t distribution with any positive, also fractional, degrees of freedom.
///
/// Infinite degrees of freedom mean the standard normal, so that z tests and t tests are one code path.
public struct StudentT: Sendable, Hashable {
    /// Degrees of freedom, above 0.
    public let degreesOfFreedom: Double

    /// - Precondition: the degrees of freedom are positive.
    public init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0, "degrees of freedom must be positive")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(T > t), accurate to about 1e-12 relative wherever it is above 1e-300.
    public func upperTail(_ t: Double) -> Double {
        _ = GSL.ready
        if degreesOfFreedom.isInfinite { return StandardNormal.upperTail(t) }
        if t < 0 { return 1 - upperTail(-t) }
        // GSL's own Q expands around the normal from 30 degrees of freedom on and is off by 6e-7 relative at
        // t = 22.6 with 55.7; the incomplete beta function loses digits above 1e4. Each is used where it is exact.
        if degreesOfFreedom >= 1000, t * t < degreesOfFreedom { return gsl_cdf_tdist_Q(t, degreesOfFreedom) }
        return gsl_sf_beta_inc(degreesOfFreedom / 2, 0.5, degreesOfFreedom / (degreesOfFreedom + t * t)) / 2
    }

    /// P(T <= t), with the accuracy of `upperTail`.
    public func lowerTail(_ t: Double) -> Double { upperTail(-t) }

    /// The t with P(T > t) = `probability`, in 0...1; infinite at the ends.
    public func quantile(upperTail probability: Double) -> Double {
        _ = GSL.ready
        if degreesOfFreedom.isInfinite { return StandardNormal.quantile(upperTail: probability) }
        return gsl_cdf_tdist_Qinv(probability, degreesOfFreedom)
    }
}

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
