import Foundation

/// The difference of two arms as a fraction of the control mean, together with the definition that was used.
///
/// Several definitions are in use and give several intervals, so the name is part of the result. All of them divide by the
/// magnitude of the control mean: the sign of a lift is the direction of the change, also on a negative baseline.
public struct RelativeLift: Sendable, Codable, Hashable {
    /// How the lift's interval is made.
    public enum Definition: String, Sendable, Codable, CaseIterable {
        /// All lifts whose contrast with the baseline is not rejected (Fieller 1954): holds its level also where the baseline is
        /// uncertain, and has no ends where the baseline may be 0. See `LiftContrast`.
        case fieller = "Fieller"
        /// First-order error of the quotient, baseline included; symmetric interval. What gbstats reports.
        case deltaMethod = "delta method"
        /// Interval of ln(m_t/m_c), exponentiated; never below -100 %. What tea-tasting reports.
        case logRatio = "log ratio"
        /// The absolute interval divided by the control mean, which is taken as known. What Confidence reports.
        case absoluteOverControl = "absolute over control"
        /// Of two proportions: all ratios that the score test does not reject (Koopman 1984), with the factor N/(N - 1) on the
        /// variance (Miettinen and Nurminen 1985).
        case score = "score"
    }

    /// Which of the definitions this is: to be shown wherever the interval is shown.
    public let definition: Definition
    /// The lift as a fraction, 0.05 for 5 %, with its test and interval.
    ///
    /// With `logRatio`, standard error, degrees of freedom and statistic are those of ln(1 + lift); with `fieller` and `score` the
    /// standard error is the delta method's.
    public let estimate: Estimate

    /// Estimates and tests the lift of `treatment` over `control`.
    ///
    /// `settings.nullEffect` is a fraction here.
    ///
    /// - Parameter reach: how many standard errors the interval reaches to either side, as a sequential method may say; nil for
    ///   what the level asks for.
    /// - Throws: as `Welch.difference`; `zeroBaseline` for a control mean of zero; `notPositive` where `logRatio` has no
    ///   logarithm; `undefined` with pooled variances but for the last two definitions, and for `score` of what is no proportion.
    public init<Sample: SampleSummary>(
        control: Sample, treatment: Sample, definition: Definition = .deltaMethod,
        settings: ComparisonSettings = .init(), reach: Double? = nil
    ) throws(StatisticsError) {
        try settings.check(control: control, treatment: treatment)
        self.definition = definition
        let estimate =
            switch definition {
            case .fieller:
                try LiftContrast(control: control, treatment: treatment, settings: settings)
                    .estimate(settings: settings, reach: reach)
            case .deltaMethod: try Self.deltaMethod(control, treatment, settings)
            case .logRatio: try Self.logRatio(control, treatment, settings, reach)
            case .absoluteOverControl: try Self.absoluteOverControl(control, treatment, settings)
            case .score: throw .undefined("the score interval is one of proportions")
            }
        let isSymmetric = definition == .deltaMethod || definition == .absoluteOverControl
        self.estimate = isSymmetric ? estimate.reaching(reach, settings.alternative) : estimate
    }

    /// The lift of one success rate over another by the score test, a normal one whatever `settings.reference` is.
    ///
    /// - Parameter reach: as of the other initialiser.
    /// - Throws: `tooFewUnits` for an empty arm, `zeroBaseline` without a control success, `notConverged`.
    public init(
        scoring control: ProportionSample, treatment: ProportionSample, settings: ComparisonSettings = .init(),
        reach: Double? = nil
    ) throws(StatisticsError) {
        guard control.n > 0 else { throw .tooFewUnits(in: .control, minimum: 1) }
        guard treatment.n > 0 else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        guard control.successes > 0 else { throw .zeroBaseline }
        var normal = settings
        normal.reference = .normal
        let ratio = treatment.mean / control.mean
        let squared =
            (treatment.squaredStandardError + ratio * ratio * control.squaredStandardError)
            / (control.mean * control.mean)
        let statistic = ScoreTest(control: control, treatment: treatment, form: .corrected)
            .statistic(ratio: 1 + settings.nullEffect)
        let interval = try ProportionRatio.correctedScore.interval(
            control: control, treatment: treatment, reach: reach ?? normal.reach(degreesOfFreedom: .infinity),
            level: settings.level)
        definition = .score
        estimate = Estimate(
            estimate: ratio - 1, standardError: squared.squareRoot(), degreesOfFreedom: .infinity, statistic: statistic,
            pValue: StudentT(degreesOfFreedom: .infinity).pValue(statistic, alternative: settings.alternative),
            interval: interval.mapped { $0 - 1 }.open(for: settings.alternative))
    }

    /// Var = s_t^2/(n_t m_c^2) + Var_c(f y - adjustment)/(n_c m_c^2), f = 1 + (t - c)/m_c; for unadjusted arms the
    /// second term is s_c^2 m_t^2/(n_c m_c^4). Degrees of freedom are those of the absolute difference.
    private static func deltaMethod<Sample: SampleSummary>(
        _ control: Sample, _ treatment: Sample, _ settings: ComparisonSettings
    ) throws(StatisticsError) -> Estimate {
        guard settings.variances == .unequal else {
            throw .undefined("the delta method has no relative lift with pooled variances")
        }
        let baseline = control.unadjustedMean
        guard baseline != 0 else { throw .zeroBaseline }
        let factor = control.baselineFactor(against: treatment)
        let squared =
            (treatment.squaredStandardError
                + control.parts.variance(scalingUnadjustedBy: factor) / Double(control.n)) / (baseline * baseline)
        let absolute = settings.error(
            controlVariance: control.variance, controlN: control.n, treatmentVariance: treatment.variance,
            treatmentN: treatment.n)
        return try settings.estimate(
            (treatment.mean - control.mean) / baseline.magnitude, standardError: squared.squareRoot(),
            degreesOfFreedom: absolute.degreesOfFreedom)
    }

    private static func logRatio<Sample: SampleSummary>(
        _ control: Sample, _ treatment: Sample, _ settings: ComparisonSettings, _ reach: Double?
    ) throws(StatisticsError) -> Estimate {
        guard control.mean != 0 else { throw .zeroBaseline }
        guard control.mean > 0, treatment.mean > 0 else { throw .notPositive }
        let error = settings.error(
            controlVariance: control.variance / (control.mean * control.mean), controlN: control.n,
            treatmentVariance: treatment.variance / (treatment.mean * treatment.mean), treatmentN: treatment.n)
        return try exponentiated(
            ratio: treatment.mean / control.mean, standardError: error.standardError,
            degreesOfFreedom: error.degreesOfFreedom, settings, reach)
    }

    /// The lift from a ratio and the standard error of its logarithm.
    static func exponentiated(
        ratio: Double, standardError: Double, degreesOfFreedom: Double, _ settings: ComparisonSettings, _ reach: Double?
    ) throws(StatisticsError) -> Estimate {
        guard settings.nullEffect > -1 else { throw .notPositive }
        var logarithmic = settings
        logarithmic.nullEffect = log1p(settings.nullEffect)
        let onLogScale = try logarithmic.estimate(
            log(ratio), standardError: standardError, degreesOfFreedom: degreesOfFreedom
        ).reaching(reach, settings.alternative)
        return Estimate(
            estimate: ratio - 1, standardError: onLogScale.standardError,
            degreesOfFreedom: onLogScale.degreesOfFreedom, statistic: onLogScale.statistic,
            pValue: onLogScale.pValue, interval: onLogScale.interval.mapped { $0.isInfinite ? $0 : expm1($0) })
    }

    private static func absoluteOverControl<Sample: SampleSummary>(
        _ control: Sample, _ treatment: Sample, _ settings: ComparisonSettings
    ) throws(StatisticsError) -> Estimate {
        let baseline = control.unadjustedMean.magnitude
        guard baseline != 0 else { throw .zeroBaseline }
        var inUnits = settings
        inUnits.nullEffect = settings.nullEffect * baseline
        let absolute = try Welch.difference(control: control, treatment: treatment, settings: inUnits)
        return Estimate(
            estimate: absolute.estimate / baseline, standardError: absolute.standardError / baseline,
            degreesOfFreedom: absolute.degreesOfFreedom, statistic: absolute.statistic, pValue: absolute.pValue,
            interval: absolute.interval.mapped { $0 / baseline })
    }
}
