import Marketplace
import Statistics

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

    /// The joint moments of every quantity over the units that are asked for; those of the warm-up are 0.
    func moments(over units: Int, where isWanted: (Int) -> Bool) -> CovarianceMoments {
        var moments = QuantityMoments()
        for unit in 0..<units where isWanted(unit) { moments.add(book[unit], before: nil) }
        return moments.moments
    }
}

extension UnitTotals<PairIndex> {
    /// The joint moments of every quantity with the other side's units in control, then in treatment.
    func pairMoments(over units: Int, where isWanted: (Int) -> Bool) -> CovarianceMoments {
        var moments = QuantityMoments()
        for unit in 0..<units where isWanted(unit) { moments.add(self[2 * unit], before: self[2 * unit + 1]) }
        return moments.moments
    }
}
