import PolicyKit

extension Serving {
    /// Has the challengers score the page of control's that was just frozen, its slots as in `placed`.
    /// - Parameters:
    ///   - count: candidates that the page was made of.
    ///   - session: as it was when the page was asked for.
    @inline(never) mutating func scoreInShadow(
        _ page: UInt32, count: Int, session: Session, random: UInt64, in state: borrowing MarketState
    ) {
        for challenger in shadows.arms {
            rank(for: challenger, count: count, session: session, random: random, in: state)
            remember(page, count: count, arm: challenger, in: state)
        }
    }
}
