import EventSimulation

extension HourOfWeek {
    /// Share of a mean period's traffic that has come by the end of each of its ticks; ends at 1.
    ///
    /// It is the mean over periods that begin on each day of the week.
    /// - Parameters:
    ///   - ticks: of a day.
    ///   - days: of a period.
    ///   - first: the tick of the day at which it begins.
    func plan(ticks: Int, days: Int = 1, from first: Int = 0) -> [Double] {
        func time(_ tick: Int, _ day: Int) -> SimulationTime {
            .milliseconds(Int64(day) * 86_400_000 + Int64(first + tick) * 86_400_000 / Int64(ticks))
        }
        let starts = (0..<7).map { traffic(until: time(0, $0)) }
        var plan = (1...ticks * days).map { tick in
            (0..<7).reduce(0.0) { $0 + traffic(until: time(tick, $1)) - starts[$1] } / Double(days)
        }
        plan[plan.count - 1] = 1
        return plan
    }
}
