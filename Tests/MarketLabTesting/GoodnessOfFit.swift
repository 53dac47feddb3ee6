import CGSL
import Foundation

/// How well a sample fits what theory says, as the probability of a fit at least as bad (p).
///
/// From GSL alone, so that no floor is tested with its own figures.
package enum GoodnessOfFit {
    /// Checks fail below this p: once in 100,000 seeds if the code is right.
    package static let falseAlarm = 1e-5

    /// Kolmogorov-Smirnov against a continuous distribution, with the correction of Stephens, JRSS B 32, 1970.
    package static func kolmogorov(_ sample: [Double], _ distribution: (Double) -> Double) -> Double {
        guard !sample.isEmpty, sample.allSatisfy({ !$0.isNaN }) else { return 0 }
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
    package static func chiSquare(_ counts: [Int], _ probabilities: [Double]) -> Double {
        let n = Double(counts.reduce(0, +))
        var cells: [(count: Double, expected: Double)] = []
        var pooled = (count: 0.0, expected: 0.0)
        for (count, probability) in zip(counts, probabilities) {
            if probability == 0, count > 0 { return 0 }
            if probability * n >= 10 {
                cells.append((Double(count), probability * n))
            } else {
                pooled.count += Double(count)
                pooled.expected += probability * n
            }
        }
        if pooled.expected >= 1 { cells.append(pooled) } else if pooled.count > 8 { return 0 }
        guard cells.count > 1 else { return 0 }
        let statistic = cells.reduce(0) { $0 + ($1.count - $1.expected) * ($1.count - $1.expected) / $1.expected }
        return gsl_cdf_chisq_Q(statistic, Double(cells.count - 1))
    }

    /// Two-sided p of so many successes: twice the smaller tail, which is exact.
    package static func binomial(_ successes: Int, of trials: Int, _ probability: Double) -> Double {
        guard (0...trials).contains(successes), (0...1).contains(probability) else { return 0 }
        let (count, n) = (UInt32(successes), UInt32(trials))
        let atMost = gsl_cdf_binomial_P(count, probability, n)
        let atLeast = successes == 0 ? 1 : gsl_cdf_binomial_Q(count - 1, probability, n)
        return min(1, 2 * min(atMost, atLeast))
    }

    /// Two-sided p of a standard normal number.
    package static func normal(_ z: Double) -> Double { z.isFinite ? 2 * gsl_cdf_ugaussian_Q(abs(z)) : 0 }

    /// Two-sided p of a Poisson count whose mean is some hundreds or more.
    package static func poisson(_ count: Int, mean: Double) -> Double {
        normal((Double(count) - mean) / mean.squareRoot())
    }

    /// Two-sided p that a sample of independent values has this mean, given their true deviation.
    package static func mean(_ sample: [Double], is expected: Double, deviation: Double) -> Double {
        let n = Double(sample.count)
        return normal((sample.reduce(0, +) / n - expected) / (deviation / n.squareRoot()))
    }

    /// Two-sided p that yes-or-no outcomes have their own probabilities, each weighted: a score test.
    package static func score(_ outcomes: [(happened: Bool, probability: Double, weight: Double)]) -> Double {
        var (sum, variance) = (0.0, 0.0)
        for (happened, p, weight) in outcomes {
            sum += weight * ((happened ? 1 : 0) - p)
            variance += weight * weight * p * (1 - p)
        }
        return normal(sum / variance.squareRoot())
    }

    /// Two-sided p that two equally long samples are uncorrelated.
    package static func noCorrelation(_ x: [Double], _ y: [Double]) -> Double {
        let n = Double(x.count)
        let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for (a, b) in zip(x, y) {
            xx += (a - meanX) * (a - meanX)
            yy += (b - meanY) * (b - meanY)
            xy += (a - meanX) * (b - meanY)
        }
        return normal(xy / (xx * yy).squareRoot() * n.squareRoot())
    }

    /// Two-sided p of Student's t.
    package static func studentT(_ t: Double, degreesOfFreedom: Double) -> Double {
        t.isFinite ? 2 * gsl_cdf_tdist_Q(abs(t), degreesOfFreedom) : 0
    }

    /// The standard normal distribution function.
    package static func standardNormal(_ z: Double) -> Double { gsl_cdf_ugaussian_P(z) }
}
