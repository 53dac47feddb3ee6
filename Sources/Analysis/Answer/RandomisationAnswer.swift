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
    /// Of the draws.
    public var seed: UInt64
}
