import Experiments
import Marketplace
import PolicyKit
import Randomness
import RunStore

/// Runs a market as long as the log and with at most 2,000 users, to see what of it a log would show.
struct ReferenceMarket {
    let policies: PolicyRegistry
    /// Milliseconds.
    let length: Int64
    /// Users of the runs, as a share of the calibrated market's.
    let scale: Double

    static let mostUsers = 2_000.0

    init(policies: PolicyRegistry, users: Double, days: Double) {
        self.policies = policies
        length = Int64(max(1, days.rounded()) * 86_400_000)
        scale = min(1, ReferenceMarket.mostUsers / users)
    }

    /// - Parameter market: at its full size.
    func run(_ market: Market, seed: UInt64) -> MarketTally {
        var small = market
        small.users.count = max(1, Int64((Double(market.users.count) * scale).rounded()))
        small.listings.initial = Int64((Double(market.listings.initial) * scale).rounded())
        small.listings.arrivalsPerDay *= scale
        let tally = MarketTally()
        var world = World(
            WorldSetup(
                market: small, arms: [ArmSetup(conditions: small.conditions)], randomisation: .users { _ in 0 },
                seed: seed,
                experimentStart: 0, browsingEnd: length, end: length + small.conditions.orders.paymentWindow),
            policies: policies, consumers: [tally])
        // The tally takes every record, so the world runs to its end.
        _ = try? world.run()
        return tally
    }
}

/// Tallies a market as its log in MerRec's names would be, and counts what such a log does not show.
final class MarketTally: JournalConsumer {
    private(set) var log = LogTally()
    /// Sessions of every user, with and without an event.
    private(set) var sessions = 0
    private var categories: [Int64] = []

    func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices {
            let record = records[index]
            switch record.kind {
            case .sessionStart: sessions += 1
            case .listingCreated: categories.append(record[.category])
            default: if let event = MerRecEvent(record.kind) { take(record, event) }
            }
        }
    }

    private func take(_ record: JournalRecord, _ event: MerRecEvent) {
        let user = StableHash.mix(1, UInt64(record.user))
        let category = categories[Int(record.listing)]
        let number = log.category(StableHash.mix(2, UInt64(category))) { "\(category)" }
        log.add(
            LogTally.Event(
                user: user, session: StableHash.mix(user, UInt64(record.session)),
                item: StableHash.mix(3, UInt64(record.listing)), category: number, kind: event, time: record.time,
                price: Double(event.price(of: record)) / 100))
    }
}
