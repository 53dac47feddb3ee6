import Marketplace

/// Keeps rows of totals and adds to them what the journal says; an index says whose row a record belongs to.
struct TotalsBook: ~Copyable {
    private var rows: UnsafeMutablePointer<Totals>
    private var capacity: Int
    /// Minor units a request, one an arm.
    private let requestCosts: [Int64]
    private(set) var counts = Counts()

    init(rows: Int, requestCosts: [Int64]) {
        self.requestCosts = requestCosts
        capacity = rows
        self.rows = TotalsBook.allocate(rows)
        (self.rows - 1).initialize(repeating: Totals(), count: rows + 1)
    }

    deinit { (rows - 1).deallocate() }

    /// Before the first row, at `UnitIndex.nowhere`, stands the one of records that belong to no unit.
    private static func allocate(_ rows: Int) -> UnsafeMutablePointer<Totals> {
        UnsafeMutablePointer<Totals>.allocate(capacity: rows + 1) + 1
    }

    subscript(row: Int) -> Totals { rows[row] }

    /// Bytes set aside for rows.
    var bytes: Int { capacity * MemoryLayout<Totals>.stride }

    mutating func take<Index: UnitIndex>(_ records: borrowing Span<JournalRecord>, by index: inout Index) {
        for position in records.indices {
            let record = records[position]
            let row = index.row(of: record)
            if index.rows > capacity { grow(to: index.rows) }
            take(record, row, isLate: record.kind == .sessionStart && index.isLate(record))
        }
    }

    @inline(never) private mutating func grow(to count: Int) {
        let larger = max(count, 2 * capacity)
        let moved = TotalsBook.allocate(larger)
        (moved - 1).moveInitialize(from: rows - 1, count: capacity + 1)
        (moved + capacity).initialize(repeating: Totals(), count: larger - capacity)
        (rows - 1).deallocate()
        rows = moved
        capacity = larger
    }

    @inline(__always) private mutating func take(_ record: JournalRecord, _ index: Int, isLate: Bool) {
        let row = rows + index
        switch record.kind {
        case .exposure:
            row.pointee.exposures += 1
            row.pointee.soldOutEncounters += UInt32(record[.soldOut])
            counts.exposures += 1
        case .click:
            row.pointee.clicks += 1
            counts.clicks += 1
            if record.campaign != JournalRecord.none { row.pointee.adClicks += 1 }
        case .request:
            row.pointee.requests += 1
            row.pointee.insertedRequests += UInt32(record[.inserted])
            row.pointee.servingCost += requestCosts[Int(record.arm)]
            counts.requests += 1
        case .like: row.pointee.likes += 1
        case .cart: row.pointee.carts += 1
        case .sessionStart:
            row.pointee.sessions += 1
            if isLate { row.pointee.lateSessions += 1 }
            counts.sessions += 1
        case .checkout: row.pointee.checkouts += 1
        case .payment:
            row.pointee.orders += 1
            row.pointee.gmv += record[.amount]
            counts.orders += 1
        case .delivery: row.pointee.deliveries += 1
        case .refund:
            row.pointee.refunds += 1
            row.pointee.refunded += record[.amount]
        case .refusal: row.pointee.refusedRequests += 1
        case .offer: row.pointee.offers += 1
        case .adExposure: row.pointee.adExposures += 1
        case .adCharge: row.pointee.adRevenue += record[.adPayment]
        case .adOrder: row.pointee.adGMV += record[.amount]
        case .lapse, .offerAccepted, .offerCountered, .offerTaken, .sessionEnd, .listingCreated,
            .markdown, .listingEnded, .exploration, .insertion:
            break
        }
    }
}
