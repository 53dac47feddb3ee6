import Foundation

/// The z test of two proportions, with a pooled rate and, if wanted, a correction for continuity.
public struct ProportionTest: Sendable, Codable, Hashable {
    /// p_treatment - p_control.
    public let difference: Double
    /// Interval of the difference, cut at -1 and 1.
    public let interval: Interval
    /// p_treatment/p_control - 1; infinite where only the treatment has successes.
    public let lift: Double
    /// Interval of the lift on the logarithm, in which the rate is pooled too; infinite where the lift is.
    public let liftInterval: Interval
    /// The difference less the continuity correction, over its standard error.
    public let statistic: Double
    /// Probability of a difference at least this large under equal rates.
    public let pValue: Double

    /// - Parameters:
    ///   - correction: whether |d| is made smaller, and the interval wider, by (1/n_c + 1/n_t)/2 (Yates).
    ///   - pooled: whether the standard error takes one rate for both arms.
    /// - Throws: `tooFewUnits` for an empty arm, `noVariance` where no rate is strictly between 0 and 1, `zeroBaseline`
    ///   without any success, `outside` for a level that is none.
    public init(
        control: ProportionSample, treatment: ProportionSample, alternative: Alternative = .twoSided,
        level: Double = 0.95, correction: Bool = false, pooled: Bool = true
    ) throws(StatisticsError) {
        try Interval.check(level: level)
        guard control.n > 0 else { throw .tooFewUnits(in: .control, minimum: 1) }
        guard treatment.n > 0 else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        let (c, t) = (Double(control.n), Double(treatment.n))
        let rate = Double(control.successes + treatment.successes) / (c + t)
        let error: Double
        let logError: Double
        if pooled {
            error = (rate * (1 - rate) * (1 / c + 1 / t)).squareRoot()
            logError = error / rate
        } else {
            error = (control.squaredStandardError + treatment.squaredStandardError).squareRoot()
            logError =
                ((1 - control.mean) / (c * control.mean) + (1 - treatment.mean) / (t * treatment.mean)).squareRoot()
        }
        guard error > 0 else { throw .noVariance }
        difference = treatment.mean - control.mean
        let shift = correction ? 0.5 * (1 / c + 1 / t) : 0
        // In the direction of the alternative the correction counts against the effect, never past zero.
        let corrected: Double =
            switch alternative {
            case .twoSided: difference.sign == .minus ? min(0, difference + shift) : max(0, difference - shift)
            case .greater: difference > 0 ? max(0, difference - shift) : difference
            case .less: difference < 0 ? min(0, difference + shift) : difference
            }
        statistic = corrected / error
        pValue = StudentT(degreesOfFreedom: .infinity).pValue(statistic, alternative: alternative)
        let z = StandardNormal.quantile(upperTail: alternative == .twoSided ? (1 - level) / 2 : 1 - level)
        interval = Interval(
            lower: alternative == .less ? -1 : max(-1, difference - z * error - shift),
            upper: alternative == .greater ? 1 : min(1, difference + z * error + shift), level: level)
        guard control.successes > 0 else {
            lift = .infinity
            liftInterval = Interval(
                lower: alternative == .less ? -1 : .infinity, upper: .infinity, level: level)
            return
        }
        let ratio = treatment.mean / control.mean
        lift = ratio - 1
        guard treatment.successes > 0 || pooled else {
            liftInterval = Interval(lower: -1, upper: .infinity, level: level)
            return
        }
        let spread = exp(z * logError + shift / control.mean)
        liftInterval = Interval(
            lower: alternative == .less ? -1 : ratio / spread - 1,
            upper: alternative == .greater ? .infinity : ratio * spread - 1, level: level)
    }
}
