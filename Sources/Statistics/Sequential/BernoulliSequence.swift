import Foundation

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
