import CGSL
import Foundation

/// Exact tests of two proportions that do not take the number of successes as given (Barnard 1945; Boschloo 1970).
///
/// The p-value is the greatest probability, over all common rates, of a table at least as extreme as the one seen.
/// Costs n_c x n_t steps for each of a few thousand rates: meant for up to about a thousand units.
public enum UnconditionalExactTest: String, Sendable, Codable, CaseIterable {
    /// Extreme by the z statistic with a pooled rate.
    case barnard
    /// Extreme by the z statistic with a rate for each arm.
    case barnardUnpooled
    /// Extreme by Fisher's one-sided p-value; the two-sided p-value is twice the smaller of the two one-sided ones.
    case boschloo

    /// The p-value of equal rates.
    ///
    /// - Parameter tieTolerance: relative difference of statistics below which tables count as equally extreme. Equal
    ///   ones must, for the p-value to be valid; 0 leaves it to rounding, as scipy does.
    /// - Throws: `tooFewUnits` for an empty arm, `outside` above 4e6 tables.
    public func pValue(
        control: ProportionSample, treatment: ProportionSample, alternative: Alternative = .twoSided,
        tieTolerance: Double = 1e-12
    ) throws(StatisticsError) -> Double {
        guard control.n > 0 else { throw .tooFewUnits(in: .control, minimum: 1) }
        guard treatment.n > 0 else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        guard Double(control.n) * Double(treatment.n) <= 4e6 else {
            throw .outside("the size of an unconditional exact test", range: "at most 4e6 tables")
        }
        if self == .boschloo, alternative == .twoSided {
            let less = try pValue(
                control: control, treatment: treatment, alternative: .less, tieTolerance: tieTolerance)
            let greater = try pValue(
                control: control, treatment: treatment, alternative: .greater, tieTolerance: tieTolerance)
            return min(1, 2 * min(less, greater))
        }
        let seen = extremity(treatment.successes, control.successes, treatment.n, control.n, alternative)
        // For each number of treatment successes, which numbers of control successes are as extreme as seen.
        let limit = seen.isInfinite ? seen : seen - tieTolerance * max(1, seen.magnitude)
        let region = (0...treatment.n).map { x in
            (0...control.n).filter { y in extremity(x, y, treatment.n, control.n, alternative) >= limit }
        }
        let logChoose = (Self.logChoose(treatment.n), Self.logChoose(control.n))
        return Self.supremum { rate in
            let first = Self.probabilities(logChoose.0, rate)
            let second = Self.probabilities(logChoose.1, rate)
            var total = 0.0
            for (x, tables) in region.enumerated() {
                var inner = 0.0
                for y in tables { inner += second[y] }
                total += first[x] * inner
            }
            return min(1, total)
        }
    }

    /// Larger is more extreme.
    private func extremity(_ x: Int, _ y: Int, _ t: Int, _ c: Int, _ alternative: Alternative) -> Double {
        if self == .boschloo {
            let distribution = Hypergeometric(successes: t, failures: c, drawn: x + y)
            // On the logarithm, so that the tolerance for ties is relative.
            return alternative == .less ? -log(distribution.lowerTail(x)) : -log(distribution.upperTail(from: x))
        }
        let (p1, p2) = (Double(x) / Double(t), Double(y) / Double(c))
        if p1 == p2 { return 0 }
        let pooled = Double(x + y) / Double(t + c)
        let variance =
            self == .barnard
            ? pooled * (1 - pooled) * (1 / Double(t) + 1 / Double(c))
            : p1 * (1 - p1) / Double(t) + p2 * (1 - p2) / Double(c)
        let z = variance > 0 ? (p1 - p2) / variance.squareRoot() : (p1 > p2 ? .infinity : -.infinity)
        return alternative == .twoSided ? z.magnitude : alternative == .less ? -z : z
    }

    private static func logChoose(_ n: Int) -> [Double] {
        (0...n).map { gsl_sf_lnchoose(UInt32(n), UInt32($0)) }
    }

    private static func probabilities(_ logChoose: [Double], _ rate: Double) -> [Double] {
        let n = logChoose.count - 1
        let success = log(rate)
        let failure = log1p(-rate)
        return (0...n).map { k in exp(logChoose[k] + Double(k) * success + Double(n - k) * failure) }
    }

    /// The greatest value over rates in 0...1: a grid, then golden sections around its three best points.
    private static func supremum(_ function: (Double) -> Double) -> Double {
        let steps = 1000
        let grid = (1..<steps).map { Double($0) / Double(steps) }
        let values = grid.map(function)
        let peaks = values.indices.filter { at in
            (at == 0 || values[at] >= values[at - 1]) && (at == values.count - 1 || values[at] >= values[at + 1])
        }
        var best = values.max() ?? 0
        for peak in peaks.sorted(by: { values[$0] > values[$1] }).prefix(3) {
            var (low, high) = (grid[peak] - 1 / Double(steps), grid[peak] + 1 / Double(steps))
            low = max(low, 1e-12)
            high = min(high, 1 - 1e-12)
            let section = (5.0.squareRoot() - 1) / 2
            for _ in 0..<40 {
                let (a, b) = (high - section * (high - low), low + section * (high - low))
                let (atA, atB) = (function(a), function(b))
                best = max(best, atA, atB)
                if atA > atB { high = b } else { low = a }
            }
        }
        return best
    }
}
