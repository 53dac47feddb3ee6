/// An arm of a metric after CUPED: the unadjusted metric less theta times a covariate from before the experiment.
///
/// For a ratio metric all variances are those of the linearised ratios (see `RatioMetric`).
public struct AdjustedSample: ArmSummary, Codable, Hashable {
    /// What the relative lift's variance takes for the effect on the unadjusted baseline; they differ by terms that
    /// vanish with the effect.
    enum BaselineFactor: String, Codable {
        /// m_t/m_c of the unadjusted means, as gbstats has it for means.
        case unadjustedRatio
        /// 1 + (adjusted difference)/m_c, as gbstats has it for ratios.
        case firstOrder
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
    public var variance: Double { variance(scalingUnadjustedBy: 1) }

    /// Variance per unit of `factor` y - theta x.
    public func variance(scalingUnadjustedBy factor: Double) -> Double {
        factor * factor * unadjustedVariance + theta * theta * covariateVariance - 2 * theta * factor * covariance
    }

    /// As gbstats has it: the unadjusted ratio for means, the first-order form for ratios.
    public func baselineFactor(against treatment: Self) -> Double {
        switch baselineFactor {
        case .unadjustedRatio: treatment.unadjustedMean / unadjustedMean
        case .firstOrder: 1 + (treatment.mean - mean) / unadjustedMean
        }
    }
}
