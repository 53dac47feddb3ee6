import CGSL
import Foundation

/// How well a sample fits a distribution, as the probability of a fit at least as bad (p).
enum GoodnessOfFit {
    /// Checks fail below this p: once in 100,000 seeds if the code is right.
    static let falseAlarm = 1e-5

    /// Kolmogorov-Smirnov for a continuous distribution, with the correction of Stephens, JRSS B 32, 1970.
    static func kolmogorov(_ sample: [Double], _ distribution: (Double) -> Double) -> Double {
        let n = Double(sample.count)
        var distance = 0.0
        for (index, value) in sample.sorted().enumerated() {
            let p = distribution(value)
            distance = max(distance, p - Double(index) / n, Double(index + 1) / n - p)
        }
        let lambda = (n.squareRoot() + 0.12 + 0.11 / n.squareRoot()) * distance
        if lambda < 0.3 { return 1 }
        var p = 0.0
        for k in 1...50 {
            p += (k % 2 == 1 ? 2 : -2) * exp(-2 * Double(k * k) * lambda * lambda)
        }
        return min(max(p, 0), 1)
    }

    /// Pearson's chi-square of counts against probabilities that add to 1; cells expected below 10 are pooled.
    static func chiSquare(_ counts: [Int], _ probabilities: [Double]) -> Double {
        let n = Double(counts.reduce(0, +))
        var statistic = 0.0
        var cells = 0
        var (pooledCount, pooledExpected) = (0.0, 0.0)
        func add(_ count: Double, _ expected: Double) {
            statistic += (count - expected) * (count - expected) / expected
            cells += 1
        }
        for (count, probability) in zip(counts, probabilities) {
            if probability == 0, count > 0 { return 0 }
            if probability * n >= 10 {
                add(Double(count), probability * n)
            } else {
                pooledCount += Double(count)
                pooledExpected += probability * n
            }
        }
        if pooledExpected >= 1 { add(pooledCount, pooledExpected) }
        return gsl_cdf_chisq_Q(statistic, Double(cells - 1))
    }

    /// Two-sided p that a sample of independent values has this mean, given their true deviation.
    static func mean(_ sample: [Double], is expected: Double, deviation: Double) -> Double {
        let n = Double(sample.count)
        let z = (sample.reduce(0, +) / n - expected) / (deviation / n.squareRoot())
        return 2 * gsl_cdf_ugaussian_Q(abs(z))
    }

    /// Two-sided p that two equally long samples are uncorrelated.
    static func noCorrelation(_ x: [Double], _ y: [Double]) -> Double {
        let n = Double(x.count)
        let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for (a, b) in zip(x, y) {
            xx += (a - meanX) * (a - meanX)
            yy += (b - meanY) * (b - meanY)
            xy += (a - meanX) * (b - meanY)
        }
        return 2 * gsl_cdf_ugaussian_Q(abs(xy / (xx * yy).squareRoot()) * n.squareRoot())
    }
}
