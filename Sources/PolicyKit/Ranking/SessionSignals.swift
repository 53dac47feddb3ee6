/// Names what a ranking policy reads of the session, so that a change of something that no policy of a run looks at can be told.
public struct SessionSignals: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The slots exposed so far and what became of them.
    public static let exposures = Self(rawValue: 1)
    /// The category that the user declared at the session's start.
    public static let declaredCategory = Self(rawValue: 2)
    public static let all: Self = [.exposures, .declaredCategory]
}
