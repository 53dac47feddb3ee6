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
