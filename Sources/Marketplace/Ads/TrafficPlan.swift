import EventSimulation

extension HourOfWeek {
    /// Share of a mean day's traffic that has come by the end of each of its ticks; ends at 1.
    func plan(ticks: Int) -> [Double] {
        func time(_ tick: Int, _ day: Int) -> SimulationTime {
            .milliseconds(Int64(day) * 86_400_000 + Int64(tick) * 86_400_000 / Int64(ticks))
        }
        var plan = (1...ticks).map { tick in
            (0..<7).reduce(0.0) { $0 + traffic(until: time(tick, $1)) - traffic(until: time(0, $1)) }
        }
        plan[ticks - 1] = 1
        return plan
    }
}
