/// The slot that decides when a new page is asked for.
public struct RequestSlot: Slot {
    public typealias Filling = any RequestPolicy

    public init() {}

    public var name: String { "request" }
    public var summary: String {
        "Decides, after an exposure, whether the app asks for a new page before the old one ends."
    }
    public var defaultPolicy: PolicyChoice { PolicyChoice("page-end") }
    public var seeds: SeedUse { .request }

    public var calls: [SlotCall] {
        [
            SlotCall(
                "decide", "Asks, right after exposures, whether a new page replaces the unseen rest of the old one.",
                row: "moment",
                inputs: [
                    .count(of: "Moments"),
                    SlotColumn("random", .uint64, [], .bits, "Random bits of this user, session and exposure."),
                ] + RequestBatch.Fact.allCases.map(\.column) + [
                    SlotColumn("page_slots", .int64, .count, "Slots of the moment's page, exposed and not."),
                    SlotColumn("categories", .uint8, [.row, .slot], .index, "The category of each slot of the page."),
                    SlotColumn(
                        "scores", .float32, [.row, .slot], .number, "The ranking policy's score of each slot."),
                    SlotColumn(
                        "outcomes", .uint32, [.row, .slot], .flags,
                        "What the user did in each slot exposed so far: \(FeedbackBatch.Outcome.legend)."),
                ],
                answers: RequestAnswers.columns),
            SlotCall(
                "renew", "Asks for the rule that is followed until it is renewed.", inputs: RequestOutlook.columns,
                answers: RequestRule.columns),
            SlotCall(
                "learn", "Tells what followed explored moments, over the policy's horizon or to the session's end.",
                row: "moment",
                feedback: [.count(of: "Moments"), .rememberedCount]
                    + RequestFeedback.Outcome.allCases.map(\.column) + [.returned]),
        ]
    }
}

extension SeedUse {
    /// The request policy of every arm.
    public static let request = SeedUse("request", 3..<4)
}

extension Slot where Self == RequestSlot {
    /// The slot of request policies.
    public static var request: RequestSlot { RequestSlot() }
}

/// Decides, after an exposure, whether the app asks for a new page before the old one ends.
public protocol RequestPolicy: Policy where Home == RequestSlot {
    /// How it is asked.
    var rhythm: RequestRhythm { get }
    /// How outcomes of explored moments come back; nil for a policy that does not explore.
    var exploration: RequestExploration? { get }

    /// Says for each moment whether to ask for a new page, which replaces the unseen rest of the old one; called when
    /// `rhythm` is `.everyExposure`.
    ///
    /// The platform may refuse: inserted requests have a budget. What is refused is counted and the page stays.
    func decide(_ batch: borrowing RequestBatch, into answers: inout RequestAnswers)

    /// Renews the rule that the platform follows; called when `rhythm` is `.rule`.
    func renew(_ outlook: RequestOutlook, into answers: inout RequestRule)

    /// Takes in what followed explored moments: all that has become known since the policy was last asked, in one batch, right
    /// before it is asked again.
    func learn(from batch: borrowing RequestFeedback)
}

extension RequestPolicy {
    public var rhythm: RequestRhythm { .everyExposure }
    public var exploration: RequestExploration? { nil }
    public func decide(_ batch: borrowing RequestBatch, into answers: inout RequestAnswers) {}
    public func renew(_ outlook: RequestOutlook, into answers: inout RequestRule) {}
    public func learn(from batch: borrowing RequestFeedback) {}

    /// Whether it may ask before a page ends.
    public var asksWithinPage: Bool { rhythm != .pageEnd }
}

/// How often a request policy is asked.
@frozen public enum RequestRhythm: Sendable, Hashable {
    /// Never: pages are asked for at the old one's end only.
    case pageEnd
    /// At every exposure but a page's last.
    case everyExposure
    /// For a rule, at the arm's first moment, and again at the first one after so many milliseconds; nil for a rule that stays.
    case rule(every: Int64?)
}

/// Says how the platform follows up the moments that a request policy explored.
public struct RequestExploration: Sendable, Hashable {
    /// Numbers per moment that the policy wants back.
    public let rememberedCount: Int
    /// Exposures after a moment over which its outcome is counted; fewer when the session ends before.
    public let horizon: Int

    public init(rememberedCount: Int, horizon: Int) {
        precondition(rememberedCount >= 0 && horizon > 0, "an outcome is counted over at least one exposure")
        self.rememberedCount = rememberedCount
        self.horizon = horizon
    }

    /// For a policy that answers with a rule: the numbers that come back are the moment's facts, one per `RequestBatch.Fact`.
    public static func ofRule(horizon: Int) -> RequestExploration {
        RequestExploration(rememberedCount: RequestBatch.Fact.allCases.count, horizon: horizon)
    }
}
