/// An arm of a metric that is a mean over units.
public struct MeanSample: ArmSummary, Codable, Hashable {
    /// Moments of the metric over the arm's units.
    public let moments: Moments

    /// - Parameter moments: of the metric over the arm's units.
    public init(_ moments: Moments) { self.moments = moments }

    /// How many units.
    public var n: Int { moments.n }
    /// Mean per unit, in the metric's unit.
    public var mean: Double { moments.mean }
    /// The unbiased variance per unit.
    public var variance: Double { moments.variance }
}
