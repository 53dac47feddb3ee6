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
                        "outcomes", .uint8, [.row, .slot], .flags,
                        "What the user did in each slot exposed so far: \(FeedbackBatch.Outcome.legend)."),
                ],
                answers: [
                    SlotColumn("asks", .uint8, .flags, "1 to ask for a page; 0, the old one stays, without an answer."),
                    SlotColumn(
                        "propensity", .float32, .share,
                        "The chance with which an explored decision was drawn; 1 where nothing was drawn."),
                    SlotColumn(
                        "remembered", .float32, [.row, .remembered], .number,
                        "What the policy wants back with the outcome of an explored moment."),
                ]),
            SlotCall(
                "learn", "Tells what followed explored moments, over the policy's horizon or to the session's end.",
                row: "moment",
                feedback: [.count(of: "Moments"), .rememberedCount]
                    + RequestFeedback.Outcome.allCases.map(\.column) + [.returned]),
        ]
    }
}

extension Slot where Self == RequestSlot {
    /// The slot of request policies.
    public static var request: RequestSlot { RequestSlot() }
}

/// Decides, after an exposure, whether the app asks for a new page before the old one ends.
public protocol RequestPolicy: Policy where Home == RequestSlot {
    /// False for a policy that only ever asks at the page's end: it is then not called.
    var asksWithinPage: Bool { get }
    /// How outcomes of explored moments come back; nil for a policy that does not explore.
    var exploration: RequestExploration? { get }

    /// Says for each moment whether to ask for a new page, which replaces the unseen rest of the old one.
    ///
    /// The platform may refuse: inserted requests have a budget. What is refused is counted and the page stays.
    func decide(_ batch: borrowing RequestBatch, into answers: borrowing RequestAnswers)

    /// Takes in what followed explored moments, as soon as it is known.
    func learn(from batch: borrowing RequestFeedback)
}

extension RequestPolicy {
    public var asksWithinPage: Bool { true }
    public var exploration: RequestExploration? { nil }
    public func learn(from batch: borrowing RequestFeedback) {}
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
}
