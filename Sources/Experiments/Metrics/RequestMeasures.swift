import Marketplace
import PolicyKit

/// What is kept of one arm's request policy in one world.
struct RequestTotals: Sendable, Equatable, Codable {
    /// Whether the policy is asked within pages at all.
    let asksWithinPage: Bool
    /// Exposures over which the outcome of an explored moment is counted; nil when the policy does not explore.
    let horizon: Int?
    let spending: BudgetSpending.Arm
    /// Nil when no arm explores.
    let uplift: UpliftTotals?
}

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
    /// The arm that a record's cell belongs to.
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

/// The consumers of a world's journal that follow its request policies.
struct RequestMeasures {
    private let policies: [any RequestPolicy]
    private let spending: BudgetSpending
    private let explored: ExploredDecisions?

    /// - Parameter arm: of a market's cell.
    init(_ plan: Plan, policies: PolicyRegistry, users: Int, arm: @escaping @Sendable (UInt8) -> UInt8) {
        self.policies = plan.arms.map { policies.make(.request, $0.policies[.request], seed: 0) }
        let feeds = plan.arms.map(\.conditions.feed)
        let start = plan.schedule.warmup
        spending = BudgetSpending(feeds: feeds, experiment: start..<start + plan.schedule.experiment, arm: arm)
        explored =
            self.policies.contains { $0.exploration != nil }
            ? ExploredDecisions(
                users: users, bins: feeds.map { DecisionBins(pageSize: Int($0.pageSize)) }, experimentStart: start,
                arm: arm)
            : nil
    }

    var consumers: [any JournalConsumer] {
        (policies.contains { $0.asksWithinPage } ? [spending] : []) + (explored.map { [$0] } ?? [])
    }

    /// One an arm.
    var totals: [RequestTotals] {
        let uplift = explored?.arms
        return policies.indices.map { arm in
            RequestTotals(
                asksWithinPage: policies[arm].asksWithinPage, horizon: policies[arm].exploration?.horizon,
                spending: spending.arms[arm], uplift: uplift?[arm])
        }
    }
}
