/// A normal prior for an effect.
public struct EffectPrior: Sendable, Codable, Hashable {
    /// Whether the prior is about the relative or the absolute effect.
    public enum Scale: String, Sendable, Codable {
        case relative
        case absolute
    }

    /// In the effect's unit, or as a fraction.
    public let mean: Double
    /// Above 0; without meaning for an improper prior.
    public let variance: Double
    /// Whether the prior counts at all: an improper one is flat.
    public let isProper: Bool
    /// What mean and variance are about.
    public let scale: Scale

    /// - Throws: `outside` for a proper prior whose variance is not positive.
    public init(
        mean: Double = 0, variance: Double = 1, isProper: Bool = true, scale: Scale = .relative
    ) throws(StatisticsError) {
        guard !isProper || variance > 0 else { throw .outside("the prior variance", range: "above 0") }
        self.mean = mean
        self.variance = variance
        self.isProper = isProper
        self.scale = scale
    }

    private init() {
        mean = 0
        variance = 1
        isProper = false
        scale = .relative
    }

    /// The flat prior: the posterior is the likelihood.
    public static let flat = Self()

    /// Mean and precision on the scale of the readout, where the control mean is `baseline`.
    func onScale(relative: Bool, baseline: Double) -> (mean: Double, precision: Double) {
        guard isProper else { return (0, 0) }
        let factor: Double =
            switch (scale, relative) {
            case (.relative, false): baseline.magnitude
            case (.absolute, true): 1 / baseline.magnitude
            default: 1
            }
        return (mean * factor, 1 / (variance * factor * factor))
    }
}

/// The posterior of an effect under a normal prior and a normal likelihood, and what it says about shipping.
///
/// As in gbstats: posterior precision 1/SE^2 + 1/v0, mean weighted by precision.
public struct BayesianEffect: Sendable, Codable, Hashable {
    /// Whether the effect is a difference or a fraction of the control mean.
    public enum Scale: String, Sendable, Codable {
        case absolute
        case relative
    }

    /// Posterior mean.
    public let mean: Double
    /// Posterior standard deviation.
    public let standardDeviation: Double
    /// Equal-tailed credible interval.
    public let interval: Interval
    /// Posterior probability that the treatment is better.
    public let chanceToWin: Double
    /// Expected loss of staying with the control: P(mu > 0) E[mu | mu > 0]; of the worse direction if lower is better.
    public let riskOfControl: Double
    /// Expected loss of shipping the treatment: -P(mu < 0) E[mu | mu < 0].
    public let riskOfTreatment: Double

    /// - Parameters:
    ///   - scale: difference, or fraction of the control mean by the delta method.
    ///   - lowerIsBetter: whether a fall of the metric is a win.
    ///   - allowsConstantArm: as in `ComparisonSettings`.
    /// - Throws: as `Welch.difference` and `RelativeLift`.
    public init<Sample: SampleSummary>(
        control: Sample, treatment: Sample, prior: EffectPrior = .flat, scale: Scale = .relative,
        lowerIsBetter: Bool = false, level: Double = 0.95, allowsConstantArm: Bool = false
    ) throws(StatisticsError) {
        let settings = ComparisonSettings(level: level, reference: .normal, allowsConstantArm: allowsConstantArm)
        let likelihood =
            switch scale {
            case .absolute: try Welch.difference(control: control, treatment: treatment, settings: settings)
            case .relative: try RelativeLift(control: control, treatment: treatment, settings: settings).estimate
            }
        let baseline = control.unadjustedMean
        guard baseline != 0 || !prior.isProper else { throw .zeroBaseline }
        let known = prior.onScale(relative: scale == .relative, baseline: baseline)
        let precision = 1 / (likelihood.standardError * likelihood.standardError)
        let total = precision + known.precision
        mean = (precision * likelihood.estimate + known.precision * known.mean) / total
        standardDeviation = (1 / total).squareRoot()
        interval = .symmetric(
            around: mean, standardError: standardDeviation, alternative: .twoSided, level: level,
            quantile: StandardNormal.quantile(upperTail:))
        let ratio = mean / standardDeviation
        chanceToWin = lowerIsBetter ? StandardNormal.upperTail(ratio) : StandardNormal.lowerTail(ratio)
        let (gain, loss) = (Self.partialMean(mean, standardDeviation), Self.partialMean(-mean, standardDeviation))
        riskOfControl = lowerIsBetter ? loss : gain
        riskOfTreatment = lowerIsBetter ? gain : loss
    }

    /// E[max(X, 0)] of a normal X: mean Phi(mean/sd) + sd phi(mean/sd).
    private static func partialMean(_ mean: Double, _ deviation: Double) -> Double {
        let ratio = mean / deviation
        // Beyond 37 standard deviations the density underflows, and with it all that the mean leaves over.
        if ratio.magnitude > 37 { return max(0, mean) }
        return max(0, mean * StandardNormal.lowerTail(ratio) + deviation * StandardNormal.density(ratio))
    }
}
