import CGSL
import Foundation

/// The regularised incomplete beta function for large parameters, where GSL's loses digits or gives up.
///
/// The power term is Loader's saddle-point form of the binomial probability (Loader 2000, "Fast and accurate computation
/// of binomial probabilities"), the rest the continued fraction of DiDonato and Morris (1992), eq. 9, whose length grows
/// with the square root of the parameters.
enum IncompleteBeta {
    /// I_x(a, b), the lower tail, and 1 - I_x(a, b), the upper one, each with its own relative accuracy.
    static func tails(_ x: Double, _ a: Double, _ b: Double) -> (lower: Double, upper: Double) {
        if x <= 0 { return (0, 1) }
        if x >= 1 { return (1, 0) }
        if x <= a / (a + b) {
            let lower = fraction(x, a, b)
            return (lower, 1 - lower)
        }
        let upper = fraction(1 - x, b, a)
        return (1 - upper, upper)
    }

    /// I_x(a, b) for x up to the mean.
    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let power = a * b / (a + b) * probability(a, b, x)
        let c = 1 + (a - (a + b) * x)
        let c0 = b / a
        let c1 = 1 + 1 / a
        var (n, p, s) = (0.0, 1.0, a + 1)
        // Numerators and denominators of two successive convergents, rescaled at every step.
        var (numerator, denominator) = (0.0, 1.0)
        var (nextNumerator, nextDenominator) = (1.0, c / c1)
        var ratio = c1 / c
        for _ in 0..<1_000_000 {
            n += 1
            let t = n / a
            let w = n * (b - n) * x
            let e = a / s
            let alpha = p * (p + c0) * e * e * (w * x)
            let beta = n + w / s + (1 + t) / (c1 + t + t) * (c + n * (2 - x))
            p = 1 + t
            s += 2
            (numerator, nextNumerator) = (nextNumerator, alpha * numerator + beta * nextNumerator)
            (denominator, nextDenominator) = (nextDenominator, alpha * denominator + beta * nextDenominator)
            let before = ratio
            ratio = nextNumerator / nextDenominator
            if (ratio - before).magnitude <= 1e-15 * ratio { break }
            numerator /= nextDenominator
            denominator /= nextDenominator
            nextNumerator = ratio
            nextDenominator = 1
        }
        return min(1, power * ratio)
    }

    /// The binomial probability of a successes and b failures, (a + b)!/(a! b!) x^a (1 - x)^b, for positive reals.
    static func probability(_ a: Double, _ b: Double, _ x: Double) -> Double {
        _ = GSL.ready
        let n = a + b
        let correction = log(gsl_sf_gammastar(n)) - log(gsl_sf_gammastar(a)) - log(gsl_sf_gammastar(b))
        let exponent = correction - deviance(a, n * x) - deviance(b, n * (1 - x))
        return exp(exponent) * (n / (2 * Double.pi * a * b)).squareRoot()
    }

    /// a ln(a/m) + m - a without cancellation near a = m.
    private static func deviance(_ a: Double, _ m: Double) -> Double {
        let e = (a - m) / m
        return m * ((1 + e) * gsl_sf_log_1plusx_mx(e) + e * e)
    }
}
