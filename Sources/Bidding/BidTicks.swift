/// Cuts advertisers' time: into ticks, at which bids are planned, and into periods of days, each of which has one budget.
///
/// Ticks are counted from the opening, a campaign's periods from the first tick at its start or after it: a campaign
/// of one day has one day's budget.
package struct BidTicks {
    /// Ticks of a period.
    package let ticks: Int
    private let ticksPerDay: Int
    private let days: Int
    /// Weeks' worth of traffic from the opening to a time in milliseconds.
    private let traffic: @Sendable (Int64) -> Double
    /// How traffic comes over a period, by the tick of the day at which it begins.
    private var plans: [Int: [Double]] = [:]

    /// - Parameters:
    ///   - days: days of a period.
    ///   - traffic: weeks' worth of traffic from the opening to a time in milliseconds; a week counts 1.
    package init(ticksPerDay: Int, days: Int = 1, traffic: @escaping @Sendable (Int64) -> Double) {
        self.ticksPerDay = ticksPerDay
        self.days = days
        self.traffic = traffic
        ticks = ticksPerDay * days
    }

    /// Milliseconds at which a tick begins.
    package func time(ofTick number: Int) -> Int64 { Int64(number) * 86_400_000 / Int64(ticksPerDay) }

    /// The first tick that begins at a time or after it.
    package func tick(after time: Int64) -> Int { Int((time * Int64(ticksPerDay) + 86_399_999) / 86_400_000) }

    /// Weeks' worth of traffic from the opening until a tick begins.
    package func traffic(untilTick number: Int) -> Double { traffic(time(ofTick: number)) }

    /// Share of the traffic of a period that has usually come by the end of each of its ticks.
    /// - Parameter start: the tick at which the period begins.
    package mutating func plan(from start: Int) -> [Double] {
        let first = start % ticksPerDay
        if let plan = plans[first] { return plan }
        let plan = meanPlan(from: first)
        plans[first] = plan
        return plan
    }

    /// The mean over periods that begin on each day of the week; ends at 1.
    /// - Parameter first: the tick of the day at which they begin.
    private func meanPlan(from first: Int) -> [Double] {
        let starts = (0..<7).map { $0 * ticksPerDay + first }
        let before = starts.map(traffic(untilTick:))
        var plan = (1...ticks).map { tick in
            (0..<7).reduce(0.0) { $0 + traffic(untilTick: starts[$1] + tick) - before[$1] } / Double(days)
        }
        plan[plan.count - 1] = 1
        return plan
    }
}
