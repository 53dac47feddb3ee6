import Marketplace

/// Adds up what the journal says by the units of a design that are not users: sessions, requests, listings, blocks of time.
final class UnitTotals<Index: UnitIndex>: JournalConsumer {
    private(set) var index: Index
    private var book: TotalsBook

    init(_ index: Index, requestCosts: [Int64]) {
        self.index = index
        book = TotalsBook(rows: index.rows, requestCosts: requestCosts)
    }

    func consume(_ records: borrowing Span<JournalRecord>) { book.take(records, by: &index) }

    subscript(row: Int) -> Totals { book[row] }
}
