import PolicyKit
public import Storage

/// What the auction at hand was for each of its bidders, for the policies that want to know of every auction.
@usableFromInline package struct BidderOutcomes: ~Copyable {
    @usableFromInline let leastWinningPrices: Column<Double>
    @usableFromInline let wins: Column<Bool>
    @usableFromInline let exposures: Column<Bool>
    @usableFromInline let payments: Column<Double>

    /// - Parameter room: bidders of an auction, at most.
    package init(room: Int) {
        leastWinningPrices = Column(repeating: 0, count: room)
        wins = Column(repeating: false, count: room)
        exposures = Column(repeating: false, count: room)
        payments = Column(repeating: 0, count: room)
    }

    /// Another auction: nobody has won it yet.
    /// - Parameters:
    ///   - scoreToEnter: the least score that would have won a slot.
    ///   - qualities: what a bid is multiplied with for its score, one per bidder.
    package func begin(scoreToEnter: Double, qualities: borrowing Span<Double>) {
        for bidder in qualities.indices {
            leastWinningPrices[bidder] = scoreToEnter / (unsafe qualities[unchecked: bidder])
        }
    }

    /// Another auction, in which no bid is multiplied: nobody has won it yet.
    package func begin(scoreToEnter: Double, count: Int) {
        var prices = leastWinningPrices.mutableRows(0..<count)
        for bidder in prices.indices { unsafe prices[unchecked: bidder] = scoreToEnter }
    }

    /// A bidder has won a slot.
    /// - Parameters:
    ///   - price: the least bid that would have kept it.
    ///   - payment: units of ad money.
    @inlinable @inline(__always) package func win(_ bidder: Int, atLeast price: Double, isSeen: Bool, payment: Double) {
        leastWinningPrices[bidder] = price
        wins[bidder] = true
        exposures[bidder] = isSeen
        payments[bidder] = payment
    }

    /// Forgets that a bidder has won.
    @inlinable @inline(__always) package func forget(_ bidder: Int) {
        wins[bidder] = false
        exposures[bidder] = false
        payments[bidder] = 0
    }

    /// What it was for some of them, one row per bidder.
    /// - Parameters:
    ///   - bidders: side by side.
    ///   - values: what an exposure was worth to each, in units of ad money.
    ///   - bids: what each bid.
    ///   - budgetsLeft: what is left of each budget.
    @_lifetime(borrow self, copy values, copy bids, copy budgetsLeft)
    func rows(
        _ bidders: Range<Int>, values: Span<Double>, bids: Span<Double>, budgetsLeft: Span<Double>
    ) -> AuctionOutcomes {
        AuctionOutcomes(
            values: values, bids: bids, leastWinningPrices: leastWinningPrices.rows(bidders), wins: wins.rows(bidders),
            exposures: exposures.rows(bidders), payments: payments.rows(bidders), budgetsLeft: budgetsLeft)
    }
}
