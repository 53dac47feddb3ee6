import Marketplace
import PolicyKit

/// The consumers of a world's journal that follow its request policies.
struct RequestMeasures {
    private let policies: [any RequestPolicy]
    private let spending: BudgetSpending
    private let explored: ExploredMoments?

    /// - Parameter arm: of a market's cell.
    init(_ plan: Plan, policies: PolicyRegistry, users: Int, arm: @escaping @Sendable (UInt8) -> UInt8) {
        self.policies = plan.arms.map { policies.make(.request, $0.policies[.request], seed: 0) }
        let feeds = plan.arms.map(\.conditions.feed)
        let start = plan.schedule.warmup
        spending = BudgetSpending(feeds: feeds, experiment: start..<start + plan.schedule.experiment, arm: arm)
        explored =
            self.policies.contains { $0.exploration != nil }
            ? ExploredMoments(
                users: users, bins: feeds.map { MomentBins(pageSize: Int($0.pageSize)) }, experimentStart: start,
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
