/// How well a score says whom the variant helps most, of a proportion: 0 when it sorts no better than chance, 1 when perfectly.
public struct UpliftAnswer: Sendable, Hashable, Codable {
    /// The score's column.
    public var score: String
    /// Area under the Qini curve over random, as a share of the perfect one's; with an interval by the bootstrap.
    public var qini: EffectAnswer
    /// The same of the cumulative uplift curve (AUUC).
    public var auuc: EffectAnswer
    public var resamples: Int
    /// Tenths of all units of the two variants, from the highest score down.
    public var deciles: [Decile]

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
