/// What one auction was for several campaigns: a number of each in every column; money and value in currency units.
///
/// All memory is the platform's and lent for the call only.
@frozen public struct AuctionOutcomes: ~Copyable, ~Escapable {
    @usableFromInline let values: Span<Double>
    @usableFromInline let bids: Span<Double>
    @usableFromInline let leastWinningPrices: Span<Double>
    @usableFromInline let wins: Span<Bool>
    @usableFromInline let exposures: Span<Bool>
    @usableFromInline let payments: Span<Double>
    @usableFromInline let budgetsLeft: Span<Double>

    /// Columns of equal length; what stands in each is what ``AuctionOutcome`` says of one campaign.
    @inlinable
    @_lifetime(
        copy values, copy bids, copy leastWinningPrices, copy wins, copy exposures, copy payments, copy budgetsLeft)
    public init(
        values: Span<Double>, bids: Span<Double>, leastWinningPrices: Span<Double>, wins: Span<Bool>,
        exposures: Span<Bool>, payments: Span<Double>, budgetsLeft: Span<Double>
    ) {
        precondition(
            bids.count == values.count && leastWinningPrices.count == values.count && wins.count == values.count
                && exposures.count == values.count && payments.count == values.count
                && budgetsLeft.count == values.count, "columns of one auction are of equal length")
        self.values = values
        self.bids = bids
        self.leastWinningPrices = leastWinningPrices
        self.wins = wins
        self.exposures = exposures
        self.payments = payments
        self.budgetsLeft = budgetsLeft
    }

    /// Campaigns that the auction was for.
    @inlinable public var count: Int { values.count }

    /// What the auction was for one of them.
    /// - Precondition: `row` is at least 0 and less than `count`.
    @inlinable @inline(__always) public subscript(row: Int) -> AuctionOutcome {
        precondition(row >= 0 && row < count, "no such campaign in the auction")
        return unsafe AuctionOutcome(
            value: values[unchecked: row], bid: bids[unchecked: row],
            leastWinningPrice: leastWinningPrices[unchecked: row], isWon: wins[unchecked: row],
            isExposed: exposures[unchecked: row], payment: payments[unchecked: row],
            budgetLeft: budgetsLeft[unchecked: row])
    }
}
