import Foundation
import Statistics

/// How well a sample fits what theory says, as the probability of a fit at least as bad (p).
enum GoodnessOfFit {
    /// Checks fail below this p: once in 100,000 seeds if the code is right.
    static let falseAlarm = 1e-5

    /// Kolmogorov-Smirnov against a continuous distribution.
    static func kolmogorov(_ sample: [Double], _ distribution: (Double) -> Double) -> Double {
        (try? KolmogorovSmirnov(uniform: sample.map { min(1, max(0, distribution($0))) }))?.pValue ?? 0
    }

    /// Pearson's chi-square of counts against probabilities that add to 1; cells expected below 10 are pooled.
    static func chiSquare(_ counts: [Int], _ probabilities: [Double]) -> Double {
        let n = Double(counts.reduce(0, +))
        var cells: [(count: Double, expected: Double)] = []
        var pooled = (count: 0.0, expected: 0.0)
        for (count, probability) in zip(counts, probabilities) {
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
        return ChiSquared(degreesOfFreedom: Double(cells.count - 1)).upperTail(statistic)
    }

    /// Two-sided p of so many successes, exact.
    static func binomial(_ successes: Int, of trials: Int, _ probability: Double) -> Double {
        (try? Binomial(trials: trials, probability: probability))?.twoSidedPValue(successes) ?? 0
    }

    /// Two-sided p of a standard normal number.
    static func normal(_ z: Double) -> Double { z.isFinite ? 2 * StandardNormal.upperTail(abs(z)) : 0 }

    /// Two-sided p of a Poisson count whose mean is some hundreds or more.
    static func poisson(_ count: Int, mean: Double) -> Double { normal((Double(count) - mean) / mean.squareRoot()) }

    /// Two-sided p that yes-or-no outcomes have their own probabilities, each weighted: a score test.
    static func score(_ outcomes: [(happened: Bool, probability: Double, weight: Double)]) -> Double {
        var (sum, variance) = (0.0, 0.0)
        for (happened, p, weight) in outcomes {
            sum += weight * ((happened ? 1 : 0) - p)
            variance += weight * weight * p * (1 - p)
        }
        return normal(sum / variance.squareRoot())
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
        return normal(xy / (xx * yy).squareRoot() * n.squareRoot())
    }

    /// Two-sided p of Student's t.
    static func studentT(_ t: Double, degreesOfFreedom: Double) -> Double {
        t.isFinite ? 2 * StudentT(degreesOfFreedom: degreesOfFreedom).upperTail(abs(t)) : 0
    }

    static func standardNormal(_ z: Double) -> Double { StandardNormal.lowerTail(z) }
}
