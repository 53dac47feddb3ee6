public import Marketplace

/// A way to test a change in the feed market: its name, its words, and what its units are. What it splits and how it is read stands in
/// its `DesignModel`; a file of this folder declares both.
public struct Design: RawRepresentable, Sendable, Hashable {
    /// The name in scenarios.
    public let rawValue: String
    /// In a sentence: "user split".
    public let words: String
    /// What is counted in each arm, in the plural.
    public let units: String
    /// What a platform does to its units, and how the effect and its error are estimated, in a sentence.
    public let definition: String
    /// The world that the design is read out of; several designs may share one.
    public let role: WorldRole
    /// How one world's error is estimated, in a word or two.
    let method: String
    /// The coarsest of what records belong to that the design's units hold as a whole: a listing has no sessions, and a session no
    /// next one.
    let coarsest: RecordSchema.Subject
    /// Whether the units are users, read out one by one.
    public let splitsUsers: Bool
    /// Whether the units are listings, or pairs with one: only what happens at a listing is theirs.
    public let splitsListings: Bool
    /// Whether the units are clusters of different sizes.
    let isClustered: Bool

    init(
        _ name: String, words: String, units: String, definition: String, role: WorldRole, method: String = "welch",
        coarsest: RecordSchema.Subject, splitsUsers: Bool = false, splitsListings: Bool = false,
        isClustered: Bool = false
    ) {
        rawValue = name
        self.words = words
        self.units = units
        self.definition = definition
        self.role = role
        self.method = method
        self.coarsest = coarsest
        self.splitsUsers = splitsUsers
        self.splitsListings = splitsListings
        self.isClustered = isClustered
    }

    /// The design of that name, or nil.
    public init?(rawValue: String) {
        guard let design = Design.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = design
    }

    public static func == (a: Design, b: Design) -> Bool { a.rawValue == b.rawValue }
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

    /// Whether the design says something of a metric.
    public func reads(_ metric: Metric) -> Bool { metric.quantities.allSatisfy { $0.subject >= coarsest } }
}
