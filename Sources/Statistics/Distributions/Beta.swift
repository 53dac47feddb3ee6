import CGSL

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
