import Statistics

/// What a design's units say of a world in which nothing was changed.
public struct NullSplit: Sendable, Equatable, Codable {
    public let role: WorldRole
    public var units: UnitMoments
}
