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
}

extension Slot where Self == RequestSlot {
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
    /// Numbers a moment that the policy wants back.
    public let rememberedCount: Int
    /// Exposures after a moment over which its outcome is counted; fewer when the session ends before.
    public let horizon: Int

    public init(rememberedCount: Int, horizon: Int) {
        precondition(rememberedCount >= 0 && horizon > 0, "an outcome is counted over at least one exposure")
        self.rememberedCount = rememberedCount
        self.horizon = horizon
    }
}
