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

    public let n: Int
    public let mean: Double
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

    public var variance: Double { variance(scalingUnadjustedBy: 1) }

    public func variance(scalingUnadjustedBy factor: Double) -> Double {
        factor * factor * unadjustedVariance + theta * theta * covariateVariance - 2 * theta * factor * covariance
    }

    public func baselineFactor(against treatment: Self) -> Double {
        switch baselineFactor {
        case .unadjustedRatio: treatment.unadjustedMean / unadjustedMean
        case .firstOrder: 1 + (treatment.mean - mean) / unadjustedMean
        }
    }
}
