import Marketplace

/// Adds up, user by user, what the journal says: the sufficient statistics of every metric.
///
/// Two periods are kept: the warm-up, for covariates, and the experiment. An order belongs to the period of its checkout.
final class UserTotals: JournalConsumer {
    private var index: UserIndex
    private var book: TotalsBook

    init(users: Int, experimentStart: Int64, browsingEnd: Int64, requestCosts: [Int64]) {
        index = UserIndex(users: users, experimentStart: experimentStart, browsingEnd: browsingEnd)
        book = TotalsBook(rows: index.rows, requestCosts: requestCosts)
    }

    func consume(_ records: borrowing Span<JournalRecord>) { book.take(records, by: &index) }

    var counts: Counts { book.counts }
    /// Users of the market.
    var users: Int { index.users }

    /// Hands out each user's totals in the experiment and in the warm-up, where there was one.
    func forEachUser(_ body: (_ user: Int, _ totals: Totals, _ before: Totals?) throws -> Void) rethrows {
        let periods = index.periods
        for user in 0..<index.users {
            try body(user, book[periods * (user + 1) - 1], periods == 1 ? nil : book[periods * user])
        }
    }

    /// Bytes set aside for users.
    var bytes: Int { book.bytes }
}
