/// Measures a journal as MerRec measures Mercari's: events are views (clicks), likes, carts, offers, checkouts and
/// payments, and what has no event is not seen.
public final class MerRecMeasure: JournalConsumer {
    private let window: Range<Int64>
    private var events: [JournalRecord.Kind: Int] = [:]
    private var eventsOfUser: [UInt32: Int] = [:]
    private var eventsOfSession: [UInt64: Int] = [:]
    private var eventsOfListing: [UInt32: Int] = [:]
    private var sessionSeconds: [UInt64: Double] = [:]
    private var prices: [UInt32: Double] = [:]
    private var sold: Set<UInt32> = []

    /// - Parameter window: milliseconds; what happened before or after is not measured.
    public init(within window: Range<Int64>) { self.window = window }

    public func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices {
            let record = records[index]
            if record.kind == .listingCreated { prices[record.listing] = Double(record[.price]) / 100 }
            guard window.contains(record.time) else { continue }
            let session = UInt64(record.user) << 32 | UInt64(record.session)
            switch record.kind {
            case .click, .like, .cart, .offer, .checkout, .payment:
                events[record.kind, default: 0] += 1
                eventsOfUser[record.user, default: 0] += 1
                eventsOfSession[session, default: 0] += 1
                eventsOfListing[record.listing, default: 0] += 1
                if record.kind == .payment { sold.insert(record.listing) }
            case .sessionEnd: sessionSeconds[session] = Double(record[.duration]) / 1_000
            default: break
            }
        }
    }

    /// Events of a kind for each of another, which is views unless said otherwise.
    func rate(_ kind: JournalRecord.Kind, per other: JournalRecord.Kind = .click) -> Double {
        Double(events[kind, default: 0]) / Double(max(1, events[other, default: 0]))
    }

    var users: Sample { Sample(eventsOfUser.values.map(Double.init)) }
    var sessions: Sample { Sample(eventsOfSession.values.map(Double.init)) }
    var listings: Sample { Sample(eventsOfListing.values.map(Double.init)) }
    /// Seconds from start to end, of sessions with an event.
    var durations: Sample { Sample(eventsOfSession.keys.compactMap { sessionSeconds[$0] }) }
    /// Major units, of listings with an event.
    var touchedPrices: Sample { Sample(eventsOfListing.keys.compactMap { prices[$0] }) }
    /// Share of listings with an event that were sold.
    var soldShare: Double { Double(sold.count) / Double(max(1, eventsOfListing.count)) }

    /// Numbers and what is asked of their distribution; 0 where there are none.
    struct Sample {
        private let sorted: [Double]

        init(_ values: [Double]) { sorted = values.sorted() }

        var mean: Double { sorted.reduce(0, +) / Double(max(1, sorted.count)) }
        func quantile(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
        }
        func share(below bound: Double) -> Double {
            Double(sorted.count { $0 < bound }) / Double(max(1, sorted.count))
        }
    }
}
