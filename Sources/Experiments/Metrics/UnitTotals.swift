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

    /// The joint moments of every quantity over the units of each arm; those of the warm-up are 0.
    /// - Parameter arm: nil for a unit that is left out.
    func moments(over units: Int, arms: Int, arm: (Int) -> UInt8?) -> [CovarianceMoments] {
        var moments = [QuantityMoments](arms: arms)
        for unit in 0..<units {
            if let arm = arm(unit) { moments[Int(arm)].add(book[unit], before: nil) }
        }
        return moments.moments
    }
}
