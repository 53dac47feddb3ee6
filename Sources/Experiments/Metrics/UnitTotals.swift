import Marketplace

/// Adds up what the journal says by the units of a design that are not users: sessions, requests, listings, blocks of time.
final class UnitTotals<Index: UnitIndex>: JournalConsumer {
    private(set) var index: Index
    private var table: TotalsTable

    init(_ index: Index, _ layout: TotalsLayout) {
        self.index = index
        table = TotalsTable(rows: index.rows, layout: layout)
    }

    func consume(_ records: borrowing Span<JournalRecord>) { table.take(records, by: &index) }

    /// Fills in a unit's values in the order of `KeptQuantities`.
    func read(_ row: Int, into values: inout [Double]) { table.read(row, into: &values) }
}
