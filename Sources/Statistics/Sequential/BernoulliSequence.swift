import CGSL
import Foundation

/// The beta mixture for sums of increments bounded below by -g and above by h, such as successes less their expected
/// number (Howard et al. 2021, prop. 7 and eq. 18).
public struct BetaBinomialMixture: MixtureBoundary, Codable, Hashable {
    /// How far an increment may fall, above 0.
    public let g: Double
    /// How far an increment may rise, above 0.
    public let h: Double
    /// Whether the mixture has mass on rising sums only.
    public let isOneSided: Bool
    private let r: Double
    private let normaliser: Double

    /// - Parameters:
    ///   - tightestTime: the intrinsic time at which the boundary is tightest, above 0.
    ///   - alpha: the level for which it is.
    /// - Throws: `outside` for an argument out of its range.
    public init(
        tightestTime: Double, alpha: Double = 0.05, g: Double, h: Double, isOneSided: Bool
    ) throws(StatisticsError) {
        guard g > 0, h > 0 else { throw .outside("the bounds of the increments", range: "above 0") }
        let rho = try NormalMixture(tightestTime: tightestTime, alpha: alpha, isOneSided: isOneSided).rho
        self.g = g
        self.h = h
        self.isOneSided = isOneSided
        r = max(rho - g * h, 1e-3 * g * h)
        normaliser = Self.logBeta(r / (g * (g + h)), r / (h * (g + h)), isOneSided ? h / (g + h) : 1)
    }

    /// Logarithm of the mixture at sum `s` and intrinsic time `v`.
    public func logMixture(sum s: Double, time v: Double) -> Double {
        let range = g + h
        return v / (g * h) * log(range)
            - (v + h * s) / (h * range) * log(g)
            - (v - g * s) / (g * range) * log(h)
            + Self.logBeta((r + v - g * s) / (g * range), (r + v + h * s) / (h * range), isOneSided ? h / range : 1)
            - normaliser
    }

    /// v/g: all increments at their upper bound.
    public func greatestSum(time v: Double) -> Double { v / g }

    /// Logarithm of the incomplete beta function, not regularised.
    private static func logBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
        _ = GSL.ready
        let complete = gsl_sf_lngamma(a) + gsl_sf_lngamma(b) - gsl_sf_lngamma(a + b)
        return x == 1 ? complete : complete + log(Beta(alpha: a, beta: b).lowerTail(x))
    }
}

/// A confidence sequence for one success rate, by inverting the beta-binomial mixture.
public enum BernoulliSequence {
    /// The interval after `trials` trials, valid at all numbers of trials together.
    ///
    /// - Parameters:
    ///   - sample: successes and trials so far.
    ///   - tightestTrials: number of trials at which the interval is tightest, above 0.
    ///   - tightestAlpha: the level for which it is.
    /// - Throws: `tooFewValues` without trials, `outside` for a level or tuning out of range.
    public static func interval(
        _ sample: ProportionSample, tightestTrials: Double, tightestAlpha: Double = 0.05, level: Double = 0.95
    ) throws(StatisticsError) -> Interval {
        try Interval.check(level: level)
        guard sample.n > 0 else { throw .tooFewValues(0, minimum: 1) }
        // Reports a tuning out of range, which the closure below cannot.
        _ = try NormalMixture(tightestTime: tightestTrials, alpha: tightestAlpha, isOneSided: false)
        let threshold = -log(1 - level)
        let n = Double(sample.n)
        let rate = sample.mean
        let excess = { (p: Double) -> Double in
            let time = p * (1 - p)
            let mixture = try? BetaBinomialMixture(
                tightestTime: time * tightestTrials, alpha: tightestAlpha, g: p, h: 1 - p, isOneSided: false)
            return (mixture?.logMixture(sum: (rate - p) * n, time: time * n) ?? .infinity) - threshold
        }
        let edge = 1e-12
        let name = "the confidence sequence of a rate"
        var lower = 0.0
        if sample.successes > 0, excess(min(edge, rate / 2)) > 0 {
            lower = try RootFinder.root(of: name, between: min(edge, rate / 2), and: min(rate, 1 - edge), excess)
        }
        var upper = 1.0
        if sample.successes < sample.n, excess(max(1 - edge, (1 + rate) / 2)) > 0 {
            upper = try RootFinder.root(
                of: name, between: max(rate, edge), and: max(1 - edge, (1 + rate) / 2), excess)
        }
        return Interval(lower: lower, upper: upper, level: level)
    }
}
