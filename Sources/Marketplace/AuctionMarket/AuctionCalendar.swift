import EventSimulation

/// Says when opportunities come: how many in each tick of a day, and which days count.
struct AuctionCalendar {
    /// Of a day.
    let ticks: Int
    /// Share of a mean day's traffic by the end of each tick.
    let plan: [Double]
    /// Days before those that count.
    let settling: Int
    private let opportunitiesPerDay: Double
    private let hours = HourOfWeek()

    init(_ settings: AuctionMarketSettings) {
        ticks = Int(settings.ticks)
        plan = hours.plan(ticks: ticks)
        settling = Int(settings.settling)
        opportunitiesPerDay = Double(settings.opportunitiesPerDay)
    }

    @inline(__always) func counts(_ day: Int) -> Bool { day >= settling }

    /// Opportunities of a tick.
    func opportunities(from tick: Int, on day: Int) -> Int { until(tick + 1, day) - until(tick, day) }

    /// Opportunities from the opening until a tick begins.
    private func until(_ tick: Int, _ day: Int) -> Int {
        let time = SimulationTime.milliseconds(
            Int64(day) * 86_400_000 + Int64(tick) * 86_400_000 / Int64(ticks))
        return Int(hours.traffic(until: time) * 7 * opportunitiesPerDay)
    }
}
