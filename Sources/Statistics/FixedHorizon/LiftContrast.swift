/// The difference of two arms less a lift times the baseline: linear in both, and 0 in the mean at the true lift, so that a lift
/// is judged without dividing by a baseline that is uncertain itself (Fieller 1954).
///
/// Its test of no lift is the test of no difference. The baseline counts with its magnitude, as in `RelativeLift`.
public struct LiftContrast: Sendable, Codable, Hashable {
    /// Treatment less control.
    public let difference: Double
    /// Magnitude of the control mean before any adjustment, above 0.
    public let baseline: Double
    /// Squared standard errors of difference and baseline.
    public let differenceVariance: Double
    /// Squared standard error of the baseline.
    public let baselineVariance: Double
    /// Covariance of the two.
    public let covariance: Double
    /// Degrees of freedom of the reference t distribution; infinite for a normal one.
    public let degreesOfFreedom: Double

    /// - Throws: `zeroBaseline` for a control mean of zero.
    init(
        difference: Double, baseline: Double, differenceVariance: Double, baselineVariance: Double, covariance: Double,
        degreesOfFreedom: Double
    ) throws(StatisticsError) {
        guard baseline != 0 else { throw .zeroBaseline }
        self.difference = difference
        self.baseline = baseline.magnitude
        self.differenceVariance = differenceVariance
        self.baselineVariance = baselineVariance
        self.covariance = baseline < 0 ? -covariance : covariance
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The contrast of independent arms; degrees of freedom are those of the difference.
    ///
    /// - Throws: as `Welch.difference`, and `zeroBaseline`; `undefined` with pooled variances.
    public init<Sample: SampleSummary>(
        control: Sample, treatment: Sample, settings: ComparisonSettings = .init()
    ) throws(StatisticsError) {
        try settings.check(control: control, treatment: treatment)
        guard settings.variances == .unequal else {
            throw .undefined("a lift has no interval with pooled variances")
        }
        let error = settings.error(
            controlVariance: control.variance, controlN: control.n, treatmentVariance: treatment.variance,
            treatmentN: treatment.n)
        let (parts, n) = (control.parts, Double(control.n))
        try self.init(
            difference: treatment.mean - control.mean, baseline: control.unadjustedMean,
            differenceVariance: error.standardError * error.standardError, baselineVariance: parts.unadjusted / n,
            covariance: (parts.shared - parts.unadjusted) / n, degreesOfFreedom: error.degreesOfFreedom)
    }

    /// difference/baseline.
    public var lift: Double { difference / baseline }

    /// Squared standard error of difference - lift x baseline, over the squared baseline.
    func relativeVariance(at lift: Double) -> Double {
        (differenceVariance / baseline - 2 * lift * (covariance / baseline) + lift * lift
            * (baselineVariance / baseline))
            / baseline
    }

    /// The lift with the test of `settings.nullEffect`, a fraction, and Fieller's interval.
    ///
    /// The standard error is that at the estimate: of the first order, as the delta method has it.
    /// - Parameter reach: how many standard errors the interval reaches; nil for what the level asks for.
    /// - Throws: `noVariance`, `outside` for a level that is none.
    public func estimate(
        settings: ComparisonSettings = .init(), reach: Double? = nil
    ) throws(StatisticsError) -> Estimate {
        let test = try test(settings)
        let error = relativeVariance(at: lift).squareRoot()
        return Estimate(
            estimate: lift, standardError: error, degreesOfFreedom: degreesOfFreedom, statistic: test.statistic,
            pValue: test.pValue,
            interval: interval(
                reach: reach ?? settings.reach(degreesOfFreedom: degreesOfFreedom), alternative: settings.alternative,
                level: settings.level))
    }

    /// The test of `settings.nullEffect` alone: the lift's distance from it in standard errors of the contrast at the null.
    func test(_ settings: ComparisonSettings) throws(StatisticsError) -> Estimate {
        let error = relativeVariance(at: settings.nullEffect).squareRoot()
        return try settings.estimate(lift, standardError: error, degreesOfFreedom: degreesOfFreedom)
    }

    /// All lifts whose contrast is within `reach` standard errors of 0; both ends infinite where these are not an interval,
    /// because the baseline itself is not that many standard errors away from 0.
    func interval(reach: Double, alternative: Alternative, level: Double) -> Interval {
        let (square, scale) = (reach * reach, baseline * baseline)
        let curvature = 1 - square * (baselineVariance / scale)
        guard curvature > 0 else { return Interval(lower: -.infinity, upper: .infinity, level: level) }
        let (a, b, c) = (differenceVariance / scale, covariance / scale, baselineVariance / scale)
        let centre = lift - square * b
        let half = reach * max(0, relativeVariance(at: lift) - square * (a * c - b * b)).squareRoot()
        return Interval(lower: (centre - half) / curvature, upper: (centre + half) / curvature, level: level)
            .open(for: alternative)
    }

    /// The contrast after a normal prior on the lift, whose scale is the baseline as it was seen (as in gbstats, where a relative
    /// prior meets an absolute readout): difference and baseline are jointly normal, and the prior is one more reading of the
    /// difference.
    ///
    /// - Parameters:
    ///   - mean: of the lift, a fraction.
    ///   - deviation: standard deviation of the lift, above 0.
    /// - Throws: `outside` for a deviation that is not above 0, `zeroBaseline` where prior and data together leave none.
    public func updated(priorMean mean: Double, deviation: Double) throws(StatisticsError) -> Self {
        guard deviation > 0, deviation.isFinite else { throw .outside("the prior's deviation", range: "above 0") }
        let noise = deviation * deviation * baseline * baseline
        let surprise = (mean * baseline - difference) / (differenceVariance + noise)
        let kept = noise / (differenceVariance + noise)
        let informed = baseline + covariance * surprise
        guard informed > 0 else { throw .zeroBaseline }
        return try Self(
            difference: difference + differenceVariance * surprise, baseline: informed,
            differenceVariance: differenceVariance * kept,
            baselineVariance: baselineVariance - covariance * (covariance / (differenceVariance + noise)),
            covariance: covariance * kept, degreesOfFreedom: degreesOfFreedom)
    }
}
