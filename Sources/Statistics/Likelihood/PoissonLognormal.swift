import Foundation

/// Fits counts of events whose rates differ lognormally between units, when a unit without an event is never seen.
///
/// The count of a unit is Poisson with rate exp(mu + sigma Z) (Bulmer 1974), and zeros are truncated: the number of units
/// behind the log follows from the fit.
public struct PoissonLognormal: Sendable, Hashable {
    /// Logarithm of the median rate, in events over the whole time.
    public let logMedian: Double
    /// Standard error of ``logMedian``.
    public let logMedianError: Double
    /// Standard deviation of the logarithm of the rates.
    public let sigma: Double
    /// Standard error of ``sigma``.
    public let sigmaError: Double
    /// Chance that a unit leaves no event.
    public let unseen: Double
    /// Units, seen and unseen.
    public let units: Double
    /// Standard error of ``units``.
    public let unitsError: Double

    /// - Parameter counts: how many units have a count; counts are 1 or more.
    /// - Throws: `tooFewValues` for fewer than 30 units, `noVariance` where the counts do not tell the spread.
    public init(counts: [Int: Int]) throws(StatisticsError) {
        let seen = counts.values.reduce(0, +)
        guard seen >= 30 else { throw .tooFewValues(seen, minimum: 30) }
        let table = counts.sorted { $0.key < $1.key }
        let mean = table.reduce(0) { $0 + Double($1.key * $1.value) } / Double(seen)
        let likelihood = { (mu: Double, logSigma: Double) -> Double in
            guard abs(logSigma) < 4, abs(mu) < 30 else { return -.infinity }
            let sigma = exp(logSigma)
            let none = exp(PoissonLognormal.logChance(0, mu, sigma))
            guard none < 1 else { return -.infinity }
            return table.reduce(-Double(seen) * log1p(-none)) {
                $0 + Double($1.value) * PoissonLognormal.logChance($1.key, mu, sigma)
            }
        }
        guard
            let top = TwoParameterLikelihood.maximum(from: (log(mean) - 0.5, log(0.8)), likelihood)
        else { throw .noVariance }
        // A median rate not known within a factor of e says nothing of the units unseen.
        guard top.variance.0 < 1 else { throw .noVariance }
        logMedian = top.at.0
        logMedianError = top.variance.0.squareRoot()
        sigma = exp(top.at.1)
        sigmaError = sigma * top.variance.1.squareRoot()
        let none = { (mu: Double, logSigma: Double) in exp(PoissonLognormal.logChance(0, mu, exp(logSigma))) }
        unseen = none(top.at.0, top.at.1)
        units = Double(seen) / (1 - unseen)
        let count = units
        let byMu = (none(top.at.0 + 1e-4, top.at.1) - unseen) / 1e-4 * count / (1 - unseen)
        let bySigma = (none(top.at.0, top.at.1 + 1e-4) - unseen) / 1e-4 * count / (1 - unseen)
        unitsError =
            (count * unseen + byMu * byMu * top.variance.0 + bySigma * bySigma * top.variance.1).squareRoot()
    }

    /// Logarithm of the chance of a count: an integral over the unit's log rate, taken around its mode, where it is nearly
    /// normal and the trapezoidal rule is exact to many digits.
    package static func logChance(_ count: Int, _ mu: Double, _ sigma: Double) -> Double {
        let k = Double(count)
        let precision = 1 / (sigma * sigma)
        var mode = (log(k + 0.5) + mu * precision) / (1 + precision)
        for _ in 0..<60 {
            let slope = k - exp(mode) - (mode - mu) * precision
            let step = max(-1, min(1, slope / (exp(mode) + precision)))
            mode += step
            if abs(step) < 1e-10 { break }
        }
        let width = 1 / (exp(mode) + precision).squareRoot()
        let exponent = { (x: Double) in k * x - exp(x) - (x - mu) * (x - mu) * precision / 2 }
        let height = exponent(mode)
        var sum = 0.0
        for node in -20...20 { sum += exp(exponent(mode + 0.4 * Double(node) * width) - height) }
        return height + log(sum * 0.4 * width / sigma) - 0.5 * log(2 * Double.pi) - lgamma(k + 1)
    }
}

/// Climbs to the maximum of a smooth log-likelihood of two unbounded parameters by Newton's method with finite
/// differences; the curvature at the top gives the standard errors.
enum TwoParameterLikelihood {
    /// Where the top is, and the variances of both estimates.
    struct Maximum {
        let at: (Double, Double)
        let variance: (Double, Double)
    }

    /// - Returns: nil where no top with a curvature was found.
    static func maximum(
        from start: (Double, Double), _ logLikelihood: (Double, Double) -> Double
    ) -> Maximum? {
        var (a, b) = start
        var value = logLikelihood(a, b)
        for _ in 0..<100 {
            let slope = Slope(a, b, value, logLikelihood)
            var step = slope.newton ?? (slope.a * 1e-3, slope.b * 1e-3)
            let length = max(abs(step.0), abs(step.1))
            if length > 1 { step = (step.0 / length, step.1 / length) }
            var improved = false
            for _ in 0..<30 {
                let next = logLikelihood(a + step.0, b + step.1)
                if next >= value {
                    (a, b, value, improved) = (a + step.0, b + step.1, next, true)
                    break
                }
                step = (step.0 / 2, step.1 / 2)
            }
            if !improved || max(abs(step.0), abs(step.1)) < 1e-7 { break }
        }
        guard value.isFinite, let variance = Slope(a, b, value, logLikelihood).variance else { return nil }
        return Maximum(at: (a, b), variance: variance)
    }

    /// Gradient and curvature at a point, by central differences.
    private struct Slope {
        let a: Double
        let b: Double
        private let aa: Double
        private let bb: Double
        private let ab: Double

        init(_ a: Double, _ b: Double, _ value: Double, _ f: (Double, Double) -> Double) {
            let h = 1e-3
            let (up, down, right, left) = (f(a + h, b), f(a - h, b), f(a, b + h), f(a, b - h))
            self.a = (up - down) / (2 * h)
            self.b = (right - left) / (2 * h)
            aa = (up - 2 * value + down) / (h * h)
            bb = (right - 2 * value + left) / (h * h)
            ab = (f(a + h, b + h) - f(a + h, b - h) - f(a - h, b + h) + f(a - h, b - h)) / (4 * h * h)
        }

        private var determinant: Double { aa * bb - ab * ab }
        private var isTop: Bool { aa < 0 && bb < 0 && determinant > 0 }
        var newton: (Double, Double)? {
            isTop ? ((ab * b - bb * a) / determinant, (ab * a - aa * b) / determinant) : nil
        }
        var variance: (Double, Double)? { isTop ? (-bb / determinant, -aa / determinant) : nil }
    }
}
