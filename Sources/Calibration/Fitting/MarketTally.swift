import Marketplace
import Randomness
import RunStore

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
