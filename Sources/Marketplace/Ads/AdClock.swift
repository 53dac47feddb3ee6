import EventSimulation

/// Cuts advertisers' time: into ticks, at which bids are planned, and into periods, each of which has one budget.
///
/// Ticks are counted from the opening, a campaign's periods from the first tick at its start or after it: a campaign
/// of one day has one day's budget.
struct AdClock {
    /// Ticks of a period.
    let ticks: Int
    private let ticksOfDay: Int
    private let days: Int
    private let calendar: HourOfWeek
    /// How traffic comes over a period, by the tick of the day at which it begins.
    private var plans: [Int: [Double]] = [:]

    init(_ settings: AdSettings, calendar: HourOfWeek) {
        days = Int(settings.budgetDays)
        ticksOfDay = Int(settings.ticks)
        ticks = ticksOfDay * days
        self.calendar = calendar
    }

    /// Milliseconds at which a tick begins.
    func time(ofTick number: Int) -> Int64 { Int64(number) * 86_400_000 / Int64(ticksOfDay) }

    /// The first tick that begins at a time or after it.
    func tick(after time: Int64) -> Int { Int((time * Int64(ticksOfDay) + 86_399_999) / 86_400_000) }

    /// Share of the traffic of a period that has usually come by the end of each of its ticks.
    /// - Parameter start: the tick at which the period begins.
    mutating func plan(from start: Int) -> [Double] {
        let first = start % ticksOfDay
        if let plan = plans[first] { return plan }
        let plan = calendar.plan(ticks: ticksOfDay, days: days, from: first)
        plans[first] = plan
        return plan
    }
}
