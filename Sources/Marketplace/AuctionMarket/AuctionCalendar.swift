import Bidding
import EventSimulation

/// Says when opportunities come: how many in each tick of a day, and which days count.
struct AuctionCalendar {
    /// Ticks of a day.
    let ticks: Int
    /// Share of a mean day's traffic by the end of each tick.
    let plan: [Double]
    /// Days before those that count.
    let settling: Int
    private let opportunitiesPerDay: Double
    private let clock: BidTicks

    init(_ settings: AuctionMarketSettings) {
        let hours = HourOfWeek()
        var clock = BidTicks(ticksPerDay: Int(settings.ticks)) { hours.traffic(until: .milliseconds($0)) }
        ticks = clock.ticks
        plan = clock.plan(from: 0)
        settling = Int(settings.settling)
        opportunitiesPerDay = Double(settings.opportunitiesPerDay)
        self.clock = clock
    }

    @inline(__always) func counts(_ day: Int) -> Bool { day >= settling }

    /// Milliseconds from the opening at which a tick begins.
    func start(of tick: Int, on day: Int) -> Int64 {
        86_400_000 * Int64(day * ticks + tick) / Int64(ticks)
    }

    /// Opportunities of a tick.
    func opportunities(from tick: Int, on day: Int) -> Int {
        let number = day * ticks + tick
        return opportunities(untilTick: number + 1) - opportunities(untilTick: number)
    }

    /// Opportunities from the opening until a tick begins.
    private func opportunities(untilTick number: Int) -> Int {
        Int(clock.traffic(untilTick: number) * 7 * opportunitiesPerDay)
    }
}
