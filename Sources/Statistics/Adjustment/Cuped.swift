/// An arm of a metric after CUPED: the unadjusted metric less theta times a covariate from before the experiment.
///
/// For a ratio metric all variances are those of the linearised ratios (see `RatioMetric`).
public struct AdjustedSample: SampleSummary, Codable, Hashable {
    /// What the relative lift's variance takes for the effect on the unadjusted baseline; they differ by terms that
    /// vanish with the effect.
    public enum BaselineFactor: String, Sendable, Codable {
        /// 1 + (adjusted difference)/m_c: what the first order of (t - c)/u gives.
        case firstOrder
        /// m_t/m_c of the unadjusted means, as gbstats has it for means: brings the imbalance that the adjustment took out
        /// back into the error.
        case unadjustedRatio
    }

    /// How many units the arm has.
    public let n: Int
    /// The mean after the adjustment, in the metric's unit.
    public let mean: Double
    /// The mean before it: the baseline of a relative lift.
    public let unadjustedMean: Double
    /// Variance per unit of the unadjusted metric.
    public let unadjustedVariance: Double
    /// Variance per unit of the covariate.
    public let covariateVariance: Double
    /// Covariance per unit of the two.
    public let covariance: Double
    /// What the covariate is multiplied by.
    public let theta: Double
    let baselineFactor: BaselineFactor

    /// Variance per unit after the adjustment: s_Y^2 + theta^2 s_X^2 - 2 theta s_XY.
    public var variance: Double { parts.variance(scalingUnadjustedBy: 1) }

    /// The parts of the variance of y less theta x.
    public var parts: VarianceParts {
        VarianceParts(
            unadjusted: unadjustedVariance, shared: theta * covariance, adjustment: theta * theta * covariateVariance)
    }

    /// What the baseline's part of the lift's variance is multiplied by, as `baselineFactor` says.
    public func baselineFactor(against treatment: Self) -> Double {
        switch baselineFactor {
        case .unadjustedRatio: treatment.unadjustedMean / unadjustedMean
        case .firstOrder: 1 + (treatment.mean - mean) / unadjustedMean
        }
    }
}

/// Variance reduction by what was known of the units before the experiment (Deng, Xu, Kohavi, Walker 2013, eq. 4).
///
/// Gives the two arms after adjustment, to be compared like any others. Theta is common to both arms; it is zero, and
/// nothing is adjusted, where metric or covariate does not vary.
public struct Cuped: Sendable, Codable, Hashable {
    /// Whether the covariate's overall mean is given back after the adjustment.
    public enum Centring: String, Sendable, Codable {
        /// y - theta (x - mean of x over both arms): adjusted means stay on the metric's scale. As tea-tasting does.
        case pooledMean
        /// y - theta x, as gbstats reports it; the same differences.
        case none
    }

    /// How a ratio metric's theta weighs the arms.
    public enum RatioRule: String, Sendable, Codable {
        /// Sum over arms of the covariances, over the sum of the variances: each arm counts once. As in gbstats.
        case sumOverArms
        /// Both arms pooled as one sample. As in tea-tasting.
        case pooledArms
    }

    /// Metric units per covariate unit.
    public let theta: Double
    /// The control arm after the adjustment.
    public let control: AdjustedSample
    /// The treatment arm after the adjustment.
    public let treatment: AdjustedSample

    /// Share of the variance of the difference that the adjustment took away, at most 1; 0 where there was none.
    public var varianceReduction: Double {
        let before = control.unadjustedVariance / Double(control.n) + treatment.unadjustedVariance / Double(treatment.n)
        guard before > 0 else { return 0 }
        return 1 - (control.squaredStandardError + treatment.squaredStandardError) / before
    }

    /// Adjusts a mean: theta = Cov(y, x)/Var(x) over both arms pooled as one sample.
    ///
    /// - Parameters:
    ///   - control: joint moments of the control arm's units.
    ///   - treatment: the same of the treatment arm.
    ///   - metric: which variable is the metric.
    ///   - covariate: which variable is its pre-period value.
    ///   - baselineFactor: how a relative lift's variance by the delta method scales the baseline.
    public static func mean(
        control: CovarianceMoments, treatment: CovarianceMoments, metric: Int = 0, covariate: Int = 1,
        centring: Centring = .pooledMean, baselineFactor: AdjustedSample.BaselineFactor = .firstOrder
    ) -> Self {
        let pooled = control.merged(with: treatment)
        let varies = pooled.variance(covariate) > 0 && pooled.variance(metric) > 0
        let theta = varies ? pooled.covariance(metric, covariate) / pooled.variance(covariate) : 0
        let centre = centring == .pooledMean ? pooled.means[covariate] : 0
        func adjusted(_ arm: CovarianceMoments) -> AdjustedSample {
            AdjustedSample(
                n: arm.n, mean: arm.means[metric] - theta * (arm.means[covariate] - centre),
                unadjustedMean: arm.means[metric], unadjustedVariance: arm.variance(metric),
                covariateVariance: arm.variance(covariate), covariance: arm.covariance(metric, covariate),
                theta: theta, baselineFactor: baselineFactor)
        }
        return Self(theta: theta, control: adjusted(control), treatment: adjusted(treatment))
    }

    /// Adjusts a ratio metric by the same ratio, or another one, before the experiment.
    ///
    /// - Parameters:
    ///   - metric: which variables make the metric.
    ///   - covariate: which variables make its pre-period value; a ratio without a denominator adjusts nothing.
    ///   - rule: how theta weighs the arms.
    /// - Throws: `zeroDenominator` where an arm's metric has none.
    public static func ratio(
        control: CovarianceMoments, treatment: CovarianceMoments,
        metric: RatioMetric.Columns = .init(numerator: 0, denominator: 1),
        covariate: RatioMetric.Columns = .init(numerator: 2, denominator: 3),
        rule: RatioRule = .sumOverArms, centring: Centring = .pooledMean
    ) throws(StatisticsError) -> Self {
        let pooled = control.merged(with: treatment)
        let samples = rule == .pooledArms ? [pooled] : [control, treatment]
        let variance = samples.reduce(0) { $0 + RatioMetric.variance(covariate, of: $1) }
        let covariance = samples.reduce(0) { $0 + RatioMetric.covariance(metric, covariate, of: $1) }
        let theta = variance > 0 ? covariance / variance : 0
        let centre = centring == .pooledMean ? RatioMetric.value(covariate, of: pooled) ?? 0 : 0
        func adjusted(_ moments: CovarianceMoments, _ arm: Arm) throws(StatisticsError) -> AdjustedSample {
            guard let value = RatioMetric.value(metric, of: moments) else { throw .zeroDenominator(in: arm) }
            let before = RatioMetric.value(covariate, of: moments) ?? centre
            return AdjustedSample(
                n: moments.n, mean: value - theta * (before - centre), unadjustedMean: value,
                unadjustedVariance: RatioMetric.variance(metric, of: moments),
                covariateVariance: RatioMetric.variance(covariate, of: moments),
                covariance: RatioMetric.covariance(metric, covariate, of: moments), theta: theta,
                baselineFactor: .firstOrder)
        }
        return Self(
            theta: theta, control: try adjusted(control, .control), treatment: try adjusted(treatment, .treatment))
    }
}
