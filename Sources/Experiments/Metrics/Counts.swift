/// What happened, over all worlds of a run.
public struct Counts: Sendable, Equatable, Codable {
    public var events: Int
    public var sessions: Int
    public var requests: Int
    public var exposures: Int
    public var clicks: Int
    public var orders: Int

    public init(
        events: Int = 0, sessions: Int = 0, requests: Int = 0, exposures: Int = 0, clicks: Int = 0, orders: Int = 0
    ) {
        self.events = events
        self.sessions = sessions
        self.requests = requests
        self.exposures = exposures
        self.clicks = clicks
        self.orders = orders
    }

    public static func + (a: Counts, b: Counts) -> Counts {
        Counts(
            events: a.events + b.events, sessions: a.sessions + b.sessions, requests: a.requests + b.requests,
            exposures: a.exposures + b.exposures, clicks: a.clicks + b.clicks, orders: a.orders + b.orders)
    }
}
