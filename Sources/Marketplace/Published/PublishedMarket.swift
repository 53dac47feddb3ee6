/// What was published about a real market, and how a journal shows the same.
public struct PublishedMarket: Sendable, Equatable {
    /// Lower-case words joined by `-`, as in scenario files.
    public let name: String
    /// The market's name for people.
    public let title: String
    /// Where the figures stand, and of what they were taken.
    public let source: String
    /// What was published of it.
    public let figures: [Figure]

    /// Markets are told apart by their names.
    public static func == (a: PublishedMarket, b: PublishedMarket) -> Bool { a.name == b.name }

    /// A published figure and the same one of a journal.
    public struct Figure: Sendable, CustomStringConvertible {
        /// What is measured: `likes per view`.
        public let name: String
        /// What the figure is counted in.
        public let unit: Unit
        /// The published value.
        public let published: Double
        /// Reads the figure out of what a journal was measured at.
        public let realised: @Sendable (MerRecMeasure) -> Double

        public var description: String { name }
    }

    /// What a figure counts.
    public enum Unit: String, Sendable, Codable {
        case count, share, seconds
        /// Major units of money.
        case money
    }

    /// Every market that a scenario can be compared with.
    public static let all: [PublishedMarket] = [.mercari]

    /// The market of that name, or nil.
    public static func named(_ name: String) -> PublishedMarket? { all.first { $0.name == name } }
}

extension PublishedMarket {
    /// Mercari in May 2023, as MerRec measures it.
    public static let mercari = PublishedMarket(
        name: "mercari-2023", title: "Mercari, May 2023",
        source:
            "MerRec (Li et al. 2024), the log of May 2023: 174.9 M events of 2.77 M users on 30.1 M items in 34.8 M "
            + "sessions. Likes to payments are events for each view of an item; all other figures are of users, "
            + "sessions and items with an event.",
        figures: [
            Figure("likes per view", .share, 0.1506) { $0.rate(.like) },
            Figure("carts per view", .share, 0.0196) { $0.rate(.cart) },
            Figure("offers per view", .share, 0.0083) { $0.rate(.offer) },
            Figure("checkouts (buy_start) per view", .share, 0.0029) { $0.rate(.checkout) },
            Figure("payments (buy_comp) per view", .share, 0.00129) { $0.rate(.payment) },
            Figure("payments per checkout", .share, 0.44) { $0.rate(.payment, per: .checkout) },
            Figure("events per user, mean", .count, 63.2) { $0.users.mean },
            Figure("events per user, median", .count, 12) { $0.users.quantile(0.5) },
            Figure("events per user, 95 %", .count, 275) { $0.users.quantile(0.95) },
            Figure("events per user, 99 %", .count, 791) { $0.users.quantile(0.99) },
            Figure("users with one event", .share, 0.133) { $0.users.share(below: 2) },
            Figure("events per session, mean", .count, 5.0) { $0.sessions.mean },
            Figure("events per session, median", .count, 2) { $0.sessions.quantile(0.5) },
            Figure("events per session, 95 %", .count, 18) { $0.sessions.quantile(0.95) },
            Figure("events per session, 99 %", .count, 39) { $0.sessions.quantile(0.99) },
            Figure("session duration, median", .seconds, 37) { $0.durations.quantile(0.5) },
            Figure("session duration, 95 %", .seconds, 890) { $0.durations.quantile(0.95) },
            Figure("events per listing, mean", .count, 5.8) { $0.listings.mean },
            Figure("events per listing, median", .count, 2) { $0.listings.quantile(0.5) },
            Figure("listings with 1 event", .share, 0.388) { $0.listings.share(below: 2) },
            Figure("listings with under 5 events", .share, 0.712) { $0.listings.share(below: 5) },
            Figure("listings with under 10 events", .share, 0.856) { $0.listings.share(below: 10) },
            Figure("price, mean", .money, 62.7) { $0.touchedPrices.mean },
            Figure("price, median", .money, 25) { $0.touchedPrices.quantile(0.5) },
            Figure("price, 95 %", .money, 225) { $0.touchedPrices.quantile(0.95) },
            Figure("price, 99 %", .money, 636) { $0.touchedPrices.quantile(0.99) },
            Figure("touched listings sold within the month", .share, 0.0063) { $0.soldShare },
        ])
}

extension PublishedMarket.Figure {
    fileprivate init(
        _ name: String, _ unit: PublishedMarket.Unit, _ published: Double,
        _ realised: @escaping @Sendable (MerRecMeasure) -> Double
    ) {
        self.init(name: name, unit: unit, published: published, realised: realised)
    }
}
