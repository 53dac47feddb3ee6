import PolicyKit

extension Serving {
    /// Has the arms that learn from pages of others score the page that was just frozen, its slots as in `placed`.
    /// - Parameters:
    ///   - arm: that served the page.
    ///   - count: candidates that the page was made of.
    ///   - session: as it was when the page was asked for.
    @inline(never) mutating func scoreInShadow(
        _ page: UInt32, servedBy arm: Int, count: Int, session: Session, random: UInt64, in state: borrowing MarketState
    ) {
        for listener in shadows.listeners where listener != learner[arm] {
            rank(for: listener, count: count, session: session, random: random, in: state)
            remember(page, count: count, arm: listener, in: state)
        }
    }
}
