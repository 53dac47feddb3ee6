/// How well a score says whom the variant helps most: areas are 0 when it sorts no better than chance.
public struct UpliftAnswer: Sendable, Hashable, Codable {
    /// The score's column.
    public var score: String
    /// Area under the Qini curve over targeting at random; with an interval by the bootstrap.
    public var qini: EffectAnswer
    /// The same of the cumulative uplift curve (AUUC).
    public var auuc: EffectAnswer
    /// What the areas are measured in.
    public var scale: Scale
    public var resamples: Int
    /// Tenths of all units of the two variants, from the highest score down; units of equal scores stay in one, so that there may be
    /// fewer than ten.
    public var deciles: [Decile]

    /// What an area is measured in.
    public enum Scale: String, Sendable, Hashable, Codable {
        /// Of proportions: 1 when the score sorts perfectly.
        case shareOfPerfect = "share of the perfect curve's area"
        /// Of means, whose perfect curve is not known: the mean over all shares of units that could be targeted.
        case gainPerUnit = "gain per unit"
    }

    /// A tenth of the units.
    public struct Decile: Sendable, Hashable, Codable {
        public var units: Int
        public var unitsControl: Int
        /// Absent where the decile has no unit of the arm.
        public var mean: Double?
        public var meanControl: Double?
        /// Variant less control; the interval is normal.
        public var uplift: EffectAnswer?
    }
}
