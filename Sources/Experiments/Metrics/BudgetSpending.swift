import Marketplace

/// Counts, arm by arm and budget period by budget period, the requests that the budget paid for.
final class BudgetSpending: JournalConsumer {
    /// What one arm spent.
    struct Arm: Sendable, Equatable, Codable {
        /// In the experiment, one a period that it touches.
        var periods: [Int]
        /// Before the experiment, in the period in which it starts: gone from that period's budget.
        var before = 0
    }

    /// Length of a period, and the periods that the experiment touches.
    private let lengths: [Int64]
    private let touched: [Range<Int>]
    private let start: Int64
    /// Of a record's cell.
    private let arm: @Sendable (UInt8) -> UInt8
    private(set) var arms: [Arm]

    /// - Parameters:
    ///   - feeds: one an arm.
    ///   - experiment: milliseconds, not empty.
    ///   - arm: of a market's cell.
    init(feeds: [FeedSettings], experiment: Range<Int64>, arm: @escaping @Sendable (UInt8) -> UInt8 = { $0 }) {
        self.arm = arm
        lengths = feeds.map(\.requestBudgetPeriod)
        start = experiment.lowerBound
        touched = feeds.map { feed in
            let length = feed.requestBudgetPeriod
            return Int(experiment.lowerBound / length)..<Int((experiment.upperBound - 1) / length) + 1
        }
        arms = touched.map { Arm(periods: Array(repeating: 0, count: $0.count)) }
    }

    func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices where records[index].kind == .insertion {
            let record = records[index]
            // A budget is that of the arm which the session was in, and everybody is in control before the experiment.
            let arm = Int(self.arm(record.arm))
            let period = Int(record.time / lengths[arm])
            guard touched[arm].contains(period) else { continue }
            if record.time < start {
                arms[arm].before += 1
            } else {
                arms[arm].periods[period - touched[arm].lowerBound] += 1
            }
        }
    }
}
