/// What happened, over all worlds of a run.
public struct Counts: Sendable, Equatable, Codable {
    /// Events that the simulator took.
    public var events: Int
    /// Sessions that began.
    public var sessions: Int
    /// Pages that users asked for.
    public var requests: Int
    /// Listings that were ranked for these pages; nil in markets without ranking.
    public var candidates: Int?
    /// Listings that users saw, one count for each time.
    public var exposures: Int
    /// Clicks on listings.
    public var clicks: Int
    /// Orders placed.
    public var orders: Int

    /// Counts gathered elsewhere; each is 0 by default, and `candidates` is not counted.
    public init(
        events: Int = 0, sessions: Int = 0, requests: Int = 0, candidates: Int? = nil, exposures: Int = 0,
        clicks: Int = 0,
        orders: Int = 0
    ) {
        self.events = events
        self.sessions = sessions
        self.requests = requests
        self.candidates = candidates
        self.exposures = exposures
        self.clicks = clicks
        self.orders = orders
    }

    public static func + (a: Counts, b: Counts) -> Counts {
        Counts(
            events: a.events + b.events, sessions: a.sessions + b.sessions, requests: a.requests + b.requests,
            candidates: a.candidates.map { $0 + (b.candidates ?? 0) } ?? b.candidates,
            exposures: a.exposures + b.exposures, clicks: a.clicks + b.clicks, orders: a.orders + b.orders)
    }
}
