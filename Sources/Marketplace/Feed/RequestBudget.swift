import EventSimulation

/// Bounds the requests that an arm's policy may insert before a page's end, period by period.
struct RequestBudget {
    private let settings: FeedSettings
    private let calendar = HourOfWeek()
    private var users = 0
    /// The period on the clock, from 0.
    private var current: Int64 = -1
    private var spent: Int64 = 0
    /// Traffic until the start and the end of the period, in weeks' worth.
    private var traffic = (start: 0.0, end: 1.0)

    /// - Parameter settings: of the arm.
    init(_ settings: FeedSettings) { self.settings = settings }

    /// Says how many users the budget is for. What was spent in the current period stays spent.
    mutating func serve(users: Int) { self.users = users }

    /// Requests that may be inserted in a whole period.
    var amount: Int64 { settings.requestBudget(of: users) }

    /// Requests that may still be inserted in this period.
    mutating func left(at time: Int64) -> Int64 {
        enter(time)
        return max(0, amount - spent)
    }

    /// The spent share of the budget, and the share of the period's usual traffic that has passed.
    mutating func progress(at time: Int64) -> (spent: Float, plan: Float) {
        enter(time)
        let passed = calendar.traffic(until: .milliseconds(time)) - traffic.start
        let whole = traffic.end - traffic.start
        return (amount > 0 ? Float(Double(spent) / Double(amount)) : 1, Float(min(1, passed / whole)))
    }

    /// Takes one request out of the budget; false when nothing is left of it.
    mutating func spend(at time: Int64) -> Bool {
        guard left(at: time) > 0 else { return false }
        spent += 1
        return true
    }

    private mutating func enter(_ time: Int64) {
        let period = settings.requestBudgetPeriod
        let now = time / period
        guard now != current else { return }
        current = now
        spent = 0
        traffic = (
            calendar.traffic(until: .milliseconds(now * period)),
            calendar.traffic(until: .milliseconds((now + 1) * period))
        )
    }
}
