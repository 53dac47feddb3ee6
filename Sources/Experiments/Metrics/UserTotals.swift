package import Marketplace

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

/// Adds up, user by user, what the journal says: the sufficient statistics of every metric.
///
/// Two periods are kept: the warm-up, for covariates, and the experiment. An order belongs to the period of its checkout.
package final class UserTotals: JournalConsumer {
    private var index: UserIndex
    private var table: TotalsTable
    /// Records of each kind, by its raw value.
    private var records = [Int](repeating: 0, count: TotalsLayout.kinds)
    private var candidates = 0

    /// - Parameter conditions: of each arm that a record may be in.
    package init(
        users: Int, experimentStart: Int64, browsingEnd: Int64, quantities: KeptQuantities, conditions: [Conditions]
    ) {
        index = UserIndex(users: users, experimentStart: experimentStart, browsingEnd: browsingEnd)
        table = TotalsTable(
            rows: users,
            layout: TotalsLayout(quantities, hasWarmup: experimentStart > 0, conditions: conditions))
    }

    package func consume(_ records: borrowing Span<JournalRecord>) {
        table.take(records, by: &index)
        UserTotals.count(records, by: &self.records, &candidates)
    }

    private static func count(
        _ records: borrowing Span<JournalRecord>, by kinds: inout [Int], _ candidates: inout Int
    ) {
        for position in records.indices {
            let kind = records[position].kind
            kinds[Int(kind.rawValue)] += 1
            if kind == .request { candidates += Int(records[position].detail) }
        }
    }

    /// What happened in the whole world.
    var counts: Counts {
        func count(_ kind: JournalRecord.Kind) -> Int { records[Int(kind.rawValue)] }
        return Counts(
            sessions: count(.sessionStart), requests: count(.request), candidates: candidates,
            exposures: count(.exposure), clicks: count(.click), orders: count(.payment))
    }

    /// Users of the market.
    var users: Int { index.users }

    /// Fills in a user's values in the order of `KeptQuantities`.
    package func read(_ user: Int, into values: inout [Double]) { table.read(user, into: &values) }

    /// Bytes set aside for users.
    var bytes: Int { table.bytes }
}
