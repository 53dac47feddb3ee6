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
