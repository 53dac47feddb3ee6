import Statistics

/// What a design's units say of a world in which nothing was changed.
public struct NullSplit: Sendable, Equatable, Codable {
    /// The design whose split it is.
    public let role: WorldRole
    /// What the split's units did, though nobody was treated.
    public var units: UnitMoments
}
