import Statistics

/// An effect with its interval; an end that the alternative leaves open is absent.
public struct EffectAnswer: Sendable, Hashable, Codable {
    /// The effect, in the metric's unit or as a fraction.
    public var estimate: Double
    /// The interval's lower end; absent where it is open.
    public var lower: Double?
    /// The interval's upper end; absent where it is open.
    public var upper: Double?
    /// Standard error of the estimate; absent where the interval is not made from one.
    public var standardError: Double?

    init(estimate: Double, lower: Double?, upper: Double?, standardError: Double?) {
        self.estimate = estimate
        self.lower = lower
        self.upper = upper
        self.standardError = standardError
    }

    init(_ estimate: Estimate) {
        let (lower, upper) = (estimate.interval.lower, estimate.interval.upper)
        self.init(
            estimate: estimate.estimate, lower: lower.isFinite ? lower : nil, upper: upper.isFinite ? upper : nil,
            standardError: estimate.standardError)
    }

    /// Without a standard error, as its interval is not made of one.
    init(estimate: Double, within interval: Interval) {
        self.init(
            estimate: estimate, lower: interval.lower.isFinite ? interval.lower : nil,
            upper: interval.upper.isFinite ? interval.upper : nil, standardError: nil)
    }

    /// - Parameter factor: above 0.
    func scaled(by factor: Double) -> Self {
        Self(
            estimate: estimate * factor, lower: lower.map { $0 * factor }, upper: upper.map { $0 * factor },
            standardError: standardError.map { $0 * factor })
    }
}

/// What labels drawn anew say: how often chance alone makes a difference as large as the one that was seen.
public struct RandomisationAnswer: Sendable, Hashable, Codable {
    /// (1 + draws at least as extreme)/(draws + 1).
    public var pValue: Double
    /// After the correction for all metrics and variants.
    public var pValueAdjusted: Double?
    /// How many times labels were drawn.
    public var draws: Int
    /// The studentised difference.
    public var statistic: Double
    /// What the statistic is, and whose labels were drawn.
    public var definition: String
    /// The seed of the draws.
    public var seed: UInt64
}

/// How well a score says whom the variant helps most: areas are 0 when it sorts no better than chance.
public struct UpliftAnswer: Sendable, Hashable, Codable {
    /// The score's column.
    public var score: String
    /// Area under the Qini curve over targeting at random; with an interval by the bootstrap.
    public var qini: EffectAnswer
    /// The area under the cumulative uplift curve (AUUC).
    public var auuc: EffectAnswer
    /// What the areas are measured in.
    public var scale: Scale
    /// How many times units were drawn anew for the intervals.
    public var resamples: Int
    /// Tenths of all units of the two variants, from the highest score down; units of equal scores stay in one, so that there may be
    /// fewer than ten.
    public var deciles: [Decile]

    /// What an area is measured in.
    public enum Scale: String, Sendable, Hashable, Codable {
        /// As a share of what a perfect score would have, for proportions: 1 when the score sorts perfectly.
        case shareOfPerfect = "share of the perfect curve's area"
        /// As the mean over all shares of units that could be targeted, for means, whose perfect curve is not known.
        case gainPerUnit = "gain per unit"
    }

    /// A tenth of the units.
    public struct Decile: Sendable, Hashable, Codable {
        /// Units of the variant.
        public var units: Int
        /// Units of control.
        public var unitsControl: Int
        /// Absent where the decile has no unit of the arm.
        public var mean: Double?
        /// Control's mean; absent where the decile has no unit of the arm.
        public var meanControl: Double?
        /// Variant less control; the interval is normal.
        public var uplift: EffectAnswer?
    }
}
