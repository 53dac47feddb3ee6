import Marketplace
import Policies
import Testing

/// The default market against MerRec's figures of Mercari (May 2023: 174.9 M events, 2.77 M users, 30.1 M items).
///
/// Twelve markets of 4,000 users are run for 31 days after two weeks, and each figure is their mean: markets differ, because
/// their categories and their keenest users do. The standard error of the least certain figure, the 99 % quantile of a
/// user's events, is 3.5 %.
struct MerRecTests {
    private static let markets: UInt64 = 12
    private static let realised: [String: Double] = {
        var sums: [String: Double] = [:]
        for seed in 1...markets as ClosedRange<UInt64> {
            let figures = measured(seed: seed)
            for figure in table { sums[figure.name, default: 0] += figure.realised(figures) / Double(markets) }
        }
        return sums
    }()

    private static func measured(seed: UInt64) -> MerRecFigures {
        var market = Market()
        market.users.count *= 2
        market.listings.initial *= 2
        market.listings.arrivalsPerDay *= 2
        let day: Int64 = 86_400_000
        let figures = MerRecFigures(from: 14 * day)
        var world = World(
            WorldSetup(
                market: market, arms: [ArmSetup()], assignment: { _ in 0 }, seed: seed, experimentStart: 14 * day,
                browsingEnd: 45 * day, end: 45 * day),
            policies: .builtIn, consumers: [figures])
        let finished = try? world.run()
        precondition(finished == true)
        return figures
    }

    /// A published figure and the realised one.
    struct Figure: Sendable, CustomTestStringConvertible {
        let name: String
        let published: Double
        let realised: @Sendable (MerRecFigures) -> Double

        init(_ name: String, _ published: Double, _ realised: @escaping @Sendable (MerRecFigures) -> Double) {
            self.name = name
            self.published = published
            self.realised = realised
        }

        var testDescription: String { name }
    }

    static let table: [Figure] = [
        Figure("likes a view", 0.1506) { $0.perView(.like) },
        Figure("carts a view", 0.0196) { $0.perView(.cart) },
        Figure("checkouts (buy_start) a view", 0.0029) { $0.perView(.checkout) },
        Figure("payments (buy_comp) a view", 0.00129) { $0.perView(.payment) },
        Figure("events a user, mean", 63.2) { $0.users.mean },
        Figure("events a user, median", 12) { $0.users.quantile(0.5) },
        Figure("events a user, 95 %", 275) { $0.users.quantile(0.95) },
        Figure("events a user, 99 %", 791) { $0.users.quantile(0.99) },
        Figure("users with one event", 0.133) { $0.users.share(below: 2) },
        Figure("events a session, mean", 5.0) { $0.sessions.mean },
        Figure("events a session, median", 2) { $0.sessions.quantile(0.5) },
        Figure("events a session, 95 %", 18) { $0.sessions.quantile(0.95) },
        Figure("events a session, 99 %", 39) { $0.sessions.quantile(0.99) },
        Figure("session duration, median", 37) { $0.durations.quantile(0.5) },
        Figure("session duration, 95 %", 890) { $0.durations.quantile(0.95) },
        Figure("events a listing, mean", 5.8) { $0.listings.mean },
        Figure("events a listing, median", 2) { $0.listings.quantile(0.5) },
        Figure("listings with 1 event", 0.388) { $0.listings.share(below: 2) },
        Figure("listings with under 5 events", 0.712) { $0.listings.share(below: 5) },
        Figure("listings with under 10 events", 0.856) { $0.listings.share(below: 10) },
        Figure("price, mean", 62.7) { $0.touchedPrices.mean },
        Figure("price, median", 25) { $0.touchedPrices.quantile(0.5) },
        Figure("price, 95 %", 225) { $0.touchedPrices.quantile(0.95) },
        Figure("price, 99 %", 636) { $0.touchedPrices.quantile(0.99) },
        Figure("touched listings sold within the month", 0.0063) { $0.soldShare },
    ]

    @Test(arguments: table)
    func theDefaultMarketBehavesLikeMercari(_ figure: Figure) throws {
        let realised = try #require(MerRecTests.realised[figure.name])
        #expect(
            abs(realised / figure.published - 1) < 0.1, "\(figure.name): \(realised), published \(figure.published)")
    }
}
