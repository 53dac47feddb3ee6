import Marketplace
import Statistics

/// What an arm's request policy made of its budget in the experiment, over all replications. Counts are requests that were inserted
/// before a page's end.
public struct BudgetUse: Sendable, Equatable, Codable {
    /// Requests per user and day that may be inserted.
    public var rate: Double
    /// Length of a budget period in hours; what is left of one is not carried over.
    public var periodHours: Double
    /// Whole budgets of all periods that the experiment touches.
    public var given: Int
    /// Paid for out of them.
    public var spent: Int
    /// Spent over given, from 0 to 1; nil where nothing was given.
    public var share: Double?
    /// Budget periods, in all replications together.
    public var periods: Int
    /// Periods at whose end nothing was left.
    public var exhausted: Int
    /// Asked for when nothing was left.
    public var refused: Int

    public init(
        rate: Double, periodHours: Double, given: Int, spent: Int, share: Double?, periods: Int, exhausted: Int,
        refused: Int
    ) {
        self.rate = rate
        self.periodHours = periodHours
        self.given = given
        self.spent = spent
        self.share = share
        self.periods = periods
        self.exhausted = exhausted
        self.refused = refused
    }

    /// Nil when the scenario sets no budget: the default is out of any policy's reach.
    init?(arm: Int, of plan: Plan, _ replications: [FeedReplication]) {
        let feed = plan.arms[arm].conditions.feed
        guard feed.requestBudget != FeedSettings().requestBudget else { return nil }
        self.init(
            rate: feed.requestBudget, periodHours: Double(feed.requestBudgetPeriod) / 3_600_000, given: 0, spent: 0,
            share: nil, periods: 0, exhausted: 0, refused: 0)
        for world in replications.map(\.experiment) {
            let amount = Int(feed.requestBudget(of: world.arms[arm].n))
            let spending = world.requests[arm].spending
            for (period, count) in spending.periods.enumerated() {
                given += amount
                spent += count
                periods += 1
                if count + (period == 0 ? spending.before : 0) >= amount { exhausted += 1 }
            }
            refused += world.tally.total(.refusedRequests, arm: arm)
        }
        if given > 0 { share = Double(spent) / Double(given) }
    }
}
