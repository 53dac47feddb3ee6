/// An arm of a metric after CUPED: the unadjusted metric less theta times a covariate from before the experiment.
///
/// For a ratio metric all variances are those of the linearised ratios (see `RatioMetric`).
public struct AdjustedSample: ArmSummary, Codable, Hashable {
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

    /// Of y and theta x.
    public var parts: VarianceParts {
        VarianceParts(
            unadjusted: unadjustedVariance, shared: theta * covariance, adjustment: theta * theta * covariateVariance)
    }

    /// As `baselineFactor` says.
    public func baselineFactor(against treatment: Self) -> Double {
        switch baselineFactor {
        case .unadjustedRatio: treatment.unadjustedMean / unadjustedMean
        case .firstOrder: 1 + (treatment.mean - mean) / unadjustedMean
        }
    }
}
