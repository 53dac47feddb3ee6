import Marketplace

/// One session as the journal tells it.
struct Visit {
    /// One delivered page and the exposures of it.
    struct Page {
        let request: JournalRecord
        /// The place of the request in the journal.
        let place: Int
        var exposures: [JournalRecord] = []
    }

    let start: JournalRecord
    var pages: [Page] = []
    /// Clicks, likes, carts, offers and checkouts of carts.
    var responses: [JournalRecord] = []
    var end: JournalRecord?

    var exposures: [JournalRecord] { pages.flatMap(\.exposures) }
}

/// Reads sessions out of a journal, and notes what does not belong.
struct Visits {
    private(set) var all: [Visit] = []
    /// Records of the feed that stand outside of a session or before its first page, and sessions opened twice.
    private(set) var stray = 0
    /// Sessions that began while the same user had one open.
    private(set) var overlapping = 0

    init(_ records: [JournalRecord]) {
        var open: [UInt32: Int] = [:]
        for (place, record) in records.enumerated() {
            switch record.kind {
            // Agreed over an offer, hours after the visit.
            case .checkout where records[place - 1].kind == .offerTaken: continue
            // Kept in mind since an earlier visit, and bought at the end of this one.
            case .checkout where open[record.user].map({ all[$0].start.session > record.session }) == true: continue
            case .sessionStart:
                if open[record.user] != nil { overlapping += 1 }
                open[record.user] = all.count
                all.append(Visit(start: record))
            case .request, .exposure, .click, .like, .cart, .offer, .checkout, .sessionEnd:
                guard let visit = open[record.user], all[visit].start.session == record.session else {
                    stray += 1
                    continue
                }
                add(record, place, to: visit)
                if record.kind == .sessionEnd { open[record.user] = nil }
            default: break
            }
        }
    }

    private mutating func add(_ record: JournalRecord, _ place: Int, to visit: Int) {
        switch record.kind {
        case .request: all[visit].pages.append(Visit.Page(request: record, place: place))
        case .sessionEnd: all[visit].end = record
        case .exposure where all[visit].pages.isEmpty: stray += 1
        case .exposure: all[visit].pages[all[visit].pages.count - 1].exposures.append(record)
        default: all[visit].responses.append(record)
        }
    }
}
