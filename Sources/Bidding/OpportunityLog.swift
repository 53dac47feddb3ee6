import PolicyKit

/// Every opportunity of a tick, for a policy that wants each of them.
struct OpportunityLog {
    /// The columns of `BiddingFeedback` one after another, each with room for `room` numbers.
    private var numbers: [Float] = []
    private var room = 0
    private var count = 0

    mutating func add(_ outcome: AuctionOutcome) {
        if count == room { widen() }
        note(outcome.value, in: .value)
        note(outcome.leastWinningPrice, in: .leastWinningPrice)
        note(outcome.payment, in: .payment)
        count += 1
    }

    @inline(__always) private mutating func note(_ number: Double, in column: BiddingFeedback.Column) {
        numbers[column.rawValue * room + count] = Float(number)
    }

    @inline(never) private mutating func widen() {
        let wider = max(8, 2 * room)
        var moved = [Float](repeating: 0, count: BiddingFeedback.Column.allCases.count * wider)
        for column in BiddingFeedback.Column.allCases.map(\.rawValue) {
            for row in 0..<count { moved[column * wider + row] = numbers[column * room + row] }
        }
        (numbers, room) = (moved, wider)
    }

    /// Hands the tick to a policy, and starts the next one.
    mutating func hand(to policy: any BiddingPolicy, _ totals: BiddingTotals) {
        unsafe numbers.withUnsafeBufferPointer { buffer in
            guard count > 0, let base = buffer.baseAddress else {
                return OpportunityLog.handTotals(totals, to: policy)
            }
            unsafe policy.learn(from: BiddingFeedback(totals: totals, count: count, columns: base, stride: room))
        }
        count = 0
    }

    /// Hands totals alone to a policy.
    static func handTotals(_ totals: BiddingTotals, to policy: any BiddingPolicy) {
        unsafe withUnsafePointer(to: Float(0)) {
            unsafe policy.learn(from: BiddingFeedback(totals: totals, count: 0, columns: $0, stride: 0))
        }
    }
}
