import Foundation

/// Fits counts of events whose rates differ lognormally between units, when a unit without an event is never seen.
///
/// The count of a unit is Poisson with rate exp(mu + sigma Z) (Bulmer 1974), and zeros are truncated: the number of units
/// behind the log follows from the fit.
public struct PoissonLognormal: Sendable, Hashable {
    /// Logarithm of the median rate, in events over the whole time.
    public let logMedian: Double
    public let logMedianError: Double
    /// Standard deviation of the logarithm of the rates.
    public let sigma: Double
    public let sigmaError: Double
    /// Chance that a unit leaves no event.
    public let unseen: Double
    /// Units, seen and unseen.
    public let units: Double
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
