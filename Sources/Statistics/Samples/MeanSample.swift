/// An arm of a metric that is a mean over units.
public struct MeanSample: ArmSummary, Codable, Hashable {
    /// Moments of the metric over the arm's units.
    public let moments: Moments

    public init(_ moments: Moments) { self.moments = moments }

    public var n: Int { moments.n }
    public var mean: Double { moments.mean }
    public var variance: Double { moments.variance }
}
