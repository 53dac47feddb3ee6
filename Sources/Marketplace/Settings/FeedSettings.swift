public import PolicyKit

/// Sets how the platform serves the feed and what it remembers of a user.
public struct FeedSettings: ParameterSection, BitwiseCopyable {
    public var pageSize: Int64 = 20
    public var candidates: Int64 = 256
    public var retrieval = FeedRetrieval.eachPage
    public var latency: Int64 = 200
    public var profileMemory = 0.9
    public var feedbackDelay: Int64 = 15 * 60_000
    /// Inserted requests per user and day.
    public var requestBudget = 1_000.0
    public var requestBudgetPeriod: Int64 = 86_400_000
    public var requestCost: Int64 = 0
    /// Minor units for each thousand candidates.
    public var candidateCost: Int64 = 0
    /// How rankings are changed at random before they are shown.
    public var exploration = ExplorationSettings()

    public init() {}

    private var retrievalWord: String {
        get { retrieval.rawValue }
        set { retrieval = FeedRetrieval(rawValue: newValue) ?? retrieval }
    }

    /// Requests that may be inserted in one whole budget period for so many users.
    package func requestBudget(of users: Int) -> Int64 {
        let exact = requestBudget * Double(users) * Double(requestBudgetPeriod) / 86_400_000
        return exact < 9e18 ? Int64(exact) : .max
    }

    public static let fields: [ParameterField<Self>] =
        [
            field("page_size", \.pageSize, .count, 1...50, "Slots of a page."),
            field("candidates", \.candidates, .count, 1...4_096, "Listings retrieved for ranking."),
            field(
                "retrieval", \.retrievalWord, choices: FeedRetrieval.allCases.map(\.rawValue),
                "Whether candidates are retrieved for each page anew, or once a round of a session (three quarters of the candidates, in whole pages)."
            ),
            field("latency", \.latency, .duration, 0...60_000, "Time from a request to its page."),
            field(
                "profile_memory", \.profileMemory, .share, 0...0.999,
                "Share of a user's profile that a new click leaves in place."),
            field(
                "feedback_delay", \.feedbackDelay, .duration, 0...2.592e9,
                "Time from an exposure until its outcome is handed to a learning policy."),
            field(
                "request_budget", \.requestBudget, .perDay, 0...1e6,
                "Requests that may be inserted before a page's end, for each user of the arm; the platform refuses what goes beyond."
            ),
            field(
                "request_budget_period", \.requestBudgetPeriod, .duration, 3.6e6...6.048e8,
                "Period over which the budget is counted; what is left of one is not carried over."),
            field("request_cost", \.requestCost, .money, 0...1_000_000, "What serving a request costs the platform."),
            field(
                "candidate_cost", \.candidateCost, .money, 0...1_000_000,
                "What ranking a thousand candidates costs the platform."),
        ] + ExplorationSettings.fields.map { $0.lifted("exploration", \.exploration) }
}
