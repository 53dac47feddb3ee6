import PolicyKit
import Storage

/// Keeps every opportunity of a tick for the seats whose policies want each of them.
struct OpportunityLogs: ~Copyable {
    /// What one auction was for one seat, in the precision that policies get it in.
    private struct Opportunity: BitwiseCopyable {
        var value: Float
        var leastWinningPrice: Float
        var payment: Float
    }

    /// A list per seat; none where no policy wants any.
    private var kept: Lists<Opportunity>
    /// The opportunities of one seat as columns, while they are handed over.
    private var columns = Column<Float>()

    /// - Parameter seats: how many there are; 0 where no policy wants opportunities.
    init(seats: Int) { kept = Lists(count: seats, minimumCapacity: 16) }

    /// Notes what an auction was for seats side by side, from `first` on.
    /// - Parameters:
    ///   - bidders: theirs among those of the auction.
    ///   - values: what an exposure was worth to each bidder.
    @inline(__always) mutating func add(
        _ outcomes: borrowing BidderOutcomes, _ bidders: Range<Int>, values: borrowing Column<Double>, from first: Int
    ) {
        let values = values.rows(bidders)
        let prices = outcomes.leastWinningPrices.rows(bidders)
        let payments = outcomes.payments.rows(bidders)
        kept.append(toEach: first..<first + bidders.count, prefetching: 16) {
            unsafe Opportunity(
                value: Float(values[unchecked: $0 - first]),
                leastWinningPrice: Float(prices[unchecked: $0 - first]),
                payment: Float(payments[unchecked: $0 - first]))
        }
    }

    /// Notes what an auction was for a seat.
    @inline(__always) mutating func add(value: Double, leastWinningPrice: Double, payment: Double, of seat: Int) {
        kept.append(
            Opportunity(
                value: Float(value), leastWinningPrice: Float(leastWinningPrice), payment: Float(payment)), to: seat)
    }

    /// One seat has had the opportunities of another.
    mutating func copy(_ seat: Int, to other: Int) {
        guard seat != other, kept.count > 0 else { return }
        kept.removeAll(of: other)
        for index in 0..<kept.count(of: seat) { kept.append(kept[seat, index], to: other) }
    }

    /// Hands a seat's tick to its policy, and starts the next one.
    mutating func hand(_ seat: Int, to policy: any BiddingPolicy, _ totals: BiddingTotals) {
        let count = kept.count > 0 ? kept.count(of: seat) : 0
        let needed = max(1, BiddingFeedback.Column.allCases.count * count)
        if columns.count < needed { columns.extend(by: needed - columns.count, with: 0) }
        if count > 0 { spread(kept.elements(of: seat)) }
        unsafe policy.learn(
            from: BiddingFeedback(totals: totals, count: count, columns: columns.base, stride: count))
        if count > 0 { kept.removeAll(of: seat) }
    }

    /// Turns rows into columns of as many numbers.
    private func spread(_ opportunities: Span<Opportunity>) {
        let count = opportunities.count
        func rows(_ column: BiddingFeedback.Column) -> Range<Int> {
            column.rawValue * count..<(column.rawValue + 1) * count
        }
        var values = columns.mutableRows(rows(.value))
        var prices = columns.mutableRows(rows(.leastWinningPrice))
        var payments = columns.mutableRows(rows(.payment))
        for row in opportunities.indices {
            let opportunity = unsafe opportunities[unchecked: row]
            unsafe values[unchecked: row] = opportunity.value
            unsafe prices[unchecked: row] = opportunity.leastWinningPrice
            unsafe payments[unchecked: row] = opportunity.payment
        }
    }
}
