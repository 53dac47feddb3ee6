public import PolicyKit

/// Sets how the platform serves the feed and what it remembers of a user.
public struct FeedSettings: ParameterSection, BitwiseCopyable {
    public var pageSize: Int64 = 20
    public var candidates: Int64 = 256
    public var latency: Int64 = 200
    public var profileMemory = 0.9
    public var feedbackDelay: Int64 = 15 * 60_000

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field("page_size", \.pageSize, .count, 1...50, "Slots of a page."),
        field("candidates", \.candidates, .count, 1...4_096, "Listings retrieved for ranking."),
        field("latency", \.latency, .duration, 0...60_000, "Time from a request to its page."),
        field(
            "profile_memory", \.profileMemory, .share, 0...0.999,
            "Share of a user's profile that a new click leaves in place."),
        field(
            "feedback_delay", \.feedbackDelay, .duration, 0...2.592e9,
            "Time from an exposure until its outcome is handed to a learning policy."),
    ]
}
