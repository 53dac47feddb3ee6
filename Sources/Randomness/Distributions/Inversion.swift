#if canImport(Glibc)
    public import Glibc
#elseif canImport(Musl)
    public import Musl
#else
    public import Darwin
#endif

/// The functions of libm that inlined draws need, so that only this file depends on the platform.
@usableFromInline
enum Elementary {
    @inlinable @inline(__always)
    static func logarithm(_ x: Double) -> Double { log(x) }

    @inlinable @inline(__always)
    static func exponential(_ x: Double) -> Double { exp(x) }
}

/// Inverse distribution functions: one uniform in (0, 1) becomes one draw, with no state and no rejection.
///
/// They are increasing in `u`, so a common `u` couples draws of different parameters as tightly as can be.
public enum Inverse {
    /// The exponential quantile with mean 1, in (0, infinity), for `u` in (0, 1).
    ///
    /// It takes the logarithm of `1 - u`, to be increasing; with `u` a midpoint of 2^-32 or 2^-52 cells that
    /// difference is exact.
    @inlinable @inline(__always)
    public static func exponential(_ u: Double) -> Double {
        -Elementary.logarithm(1 - u)
    }

    /// The log-normal quantile, for `u` in (0, 1): exp of a normal with mean ln(`median`) and deviation `sigma` >= 0.
    @inlinable @inline(__always)
    public static func logNormal(_ u: Double, median: Double, sigma: Double) -> Double {
        median * Elementary.exponential(sigma * normal(u))
    }

    /// The standard normal quantile, for `u` in (0, 1), to about 16 digits.
    ///
    /// Wichura: "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37, 1988,
    /// routine PPND16.
    @inlinable @inline(__always)
    public static func normal(_ u: Double) -> Double {
        let q = u - 0.5
        guard q.magnitude <= 0.425 else { return normalTail(u) }
        let r = 0.180625 - q * q
        let numerator = polynomial(
            r, 2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
            1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0)
        let denominator = polynomial(
            r, 5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
            5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1)
        return q * numerator / denominator
    }

    /// The 15 % of cases outside the centre.
    @usableFromInline
    static func normalTail(_ u: Double) -> Double {
        let tail = u < 0.5 ? u : 1 - u
        let root = (-Elementary.logarithm(tail)).squareRoot()
        let magnitude: Double
        if root <= 5 {
            let r = root - 1.6
            magnitude =
                polynomial(
                    r, 7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
                    1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
                    4.63033784615654529590e0, 1.42343711074968357734e0)
                / polynomial(
                    r, 1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
                    1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e0,
                    2.05319162663775882187e0, 1)
        } else {
            let r = root - 5
            magnitude =
                polynomial(
                    r, 2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
                    2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
                    5.46378491116411436990e0, 6.65790464350110377720e0)
                / polynomial(
                    r, 2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
                    7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
                    5.99832206555887937690e-1, 1)
        }
        return u < 0.5 ? -magnitude : magnitude
    }

    /// Degree seven by Horner's rule, coefficients from the highest power down.
    @inlinable @inline(__always)
    static func polynomial(
        _ x: Double, _ c7: Double, _ c6: Double, _ c5: Double, _ c4: Double, _ c3: Double, _ c2: Double,
        _ c1: Double, _ c0: Double
    ) -> Double {
        let upper = ((c7 * x + c6) * x + c5) * x + c4
        return (((upper * x + c3) * x + c2) * x + c1) * x + c0
    }
}

extension RandomStream {
    /// An exponential draw with mean 1, by inversion: one number of the stream, never 0.
    @inlinable @inline(__always)
    public mutating func exponential() -> Double {
        Inverse.exponential(openUniform())
    }

    /// An exponential draw with the given mean (>= 0), in the unit of the mean.
    @inlinable @inline(__always)
    public mutating func exponential(mean: Double) -> Double {
        mean * exponential()
    }
}

extension RandomStream {
    /// A standard normal draw, by inversion: one number of the stream, tails to 8.2 standard deviations.
    @inlinable @inline(__always)
    public mutating func normal() -> Double {
        Inverse.normal(openUniform())
    }

    /// A normal draw with the given mean and deviation (>= 0).
    @inlinable @inline(__always)
    public mutating func normal(mean: Double, deviation: Double) -> Double {
        mean + deviation * normal()
    }

    /// A log-normal draw: exp of a normal with mean ln(`median`) and deviation `sigma` (>= 0). Its mean is
    /// `median` exp(`sigma`^2 / 2).
    @inlinable @inline(__always)
    public mutating func logNormal(median: Double, sigma: Double) -> Double {
        Inverse.logNormal(openUniform(), median: median, sigma: sigma)
    }
}
