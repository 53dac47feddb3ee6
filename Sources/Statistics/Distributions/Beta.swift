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

/// The beta distribution on 0...1, by GSL.
public struct Beta: Sendable, Codable, Hashable {
    /// First shape, above 0: successes plus the prior's.
    public let alpha: Double
    /// Second shape, above 0: failures plus the prior's.
    public let beta: Double

    /// - Precondition: both shapes are positive.
    public init(alpha: Double, beta: Double) {
        precondition(alpha > 0 && beta > 0, "the shapes of a beta distribution are positive")
        self.alpha = alpha
        self.beta = beta
    }

    /// alpha/(alpha + beta).
    public var mean: Double { alpha / (alpha + beta) }

    /// The standard deviation.
    public var standardDeviation: Double {
        (mean * (1 - mean) / (alpha + beta + 1)).squareRoot()
    }

    /// The density at x; 0 outside 0...1.
    public func density(_ x: Double) -> Double {
        _ = GSL.ready
        if isLarge, x > 0, x < 1 {
            return alpha * beta / (alpha + beta) * IncompleteBeta.probability(alpha, beta, x) / (x * (1 - x))
        }
        return gsl_ran_beta_pdf(x, alpha, beta)
    }

    /// P(X <= x).
    public func lowerTail(_ x: Double) -> Double {
        if isLarge { return IncompleteBeta.tails(x, alpha, beta).lower }
        _ = GSL.ready
        return gsl_cdf_beta_P(x, alpha, beta)
    }

    /// P(X > x).
    public func upperTail(_ x: Double) -> Double {
        if isLarge { return IncompleteBeta.tails(x, alpha, beta).upper }
        _ = GSL.ready
        return gsl_cdf_beta_Q(x, alpha, beta)
    }

    /// The x with P(X <= x) = `probability`, in 0...1.
    public func quantile(_ probability: Double) -> Double {
        _ = GSL.ready
        let quick = isLarge ? Double.nan : gsl_cdf_beta_Pinv(probability, alpha, beta)
        if quick.isFinite { return quick }
        return root(probability) { lowerTail($0) - probability }
    }

    /// The x with P(X > x) = `probability`, in 0...1.
    public func quantile(upperTail probability: Double) -> Double {
        _ = GSL.ready
        let quick = isLarge ? Double.nan : gsl_cdf_beta_Qinv(probability, alpha, beta)
        if quick.isFinite { return quick }
        return root(1 - probability) { probability - upperTail($0) }
    }

    /// Above this size GSL's tails lose digits and its quantiles mostly end in NaN, as some do below it.
    private var isLarge: Bool { max(alpha, beta) > 1000 }

    /// Bisection of a function that rises with x.
    private func root(_ probability: Double, _ function: (Double) -> Double) -> Double {
        if probability <= 0 { return 0 }
        if probability >= 1 { return 1 }
        // First the scale, since the root may be far below the mean.
        var (low, high) = (mean, mean)
        while function(low) > 0, low > 1e-300 { low /= 2 }
        while function(high) < 0, 1 - high > 1e-16 { high = (1 + high) / 2 }
        for _ in 0..<200 {
            let middle = low + (high - low) / 2
            if middle <= low || middle >= high { break }
            if function(middle) < 0 { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }
}
