/// Requests of an arm's users day by day since the start of the warm-up, over all replications.
public struct RequestTimeline: Sendable, Equatable, Codable {
    /// At the end of a page, or for a session's first one.
    public var pageEnd: [Int]
    /// Before a page's end.
    public var inserted: [Int]
    /// Before a page's end, and refused because the budget was spent.
    public var refused: [Int]

    public init(pageEnd: [Int], inserted: [Int], refused: [Int]) {
        self.pageEnd = pageEnd
        self.inserted = inserted
        self.refused = refused
    }

    init(arm: Int, _ replications: [FeedReplication]) {
        let worlds = replications.map(\.experiment.daily[arm])
        func sums(_ count: (DailyTotals.Day) -> Int) -> [Int] {
            (worlds.first ?? []).indices.map { day in worlds.reduce(0) { $0 + count($1[day]) } }
        }
        self.init(
            pageEnd: sums { $0.requests - $0.insertedRequests }, inserted: sums(\.insertedRequests),
            refused: sums(\.refusedRequests))
    }
}
