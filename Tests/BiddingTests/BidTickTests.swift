import Bidding
import Testing

struct BidTickTests {
    /// Traffic that comes evenly: a plan is the part of the period that has passed, wherever it begins.
    @Test(arguments: [1, 7, 48], [1, 3])
    func evenTrafficGivesAnEvenPlan(ticksPerDay: Int, days: Int) {
        var ticks = BidTicks(ticksPerDay: ticksPerDay, days: days) { Double($0) / (7 * 86_400_000) }
        #expect(ticks.ticks == ticksPerDay * days)
        for start in 0..<ticksPerDay {
            let plan = ticks.plan(from: start)
            // Times are whole milliseconds.
            for (tick, share) in plan.enumerated() {
                #expect(abs(share - Double(tick + 1) / Double(plan.count)) < 1e-7)
            }
            #expect(plan.last == 1)
        }
    }

    /// A tick begins at its time, and the first tick after a time begins no earlier.
    @Test(arguments: [1, 7, 48, 1_440])
    func ticksAndTimesAgree(ticksPerDay: Int) {
        let ticks = BidTicks(ticksPerDay: ticksPerDay) { Double($0) }
        for number in [0, 1, 2, ticksPerDay, 10 * ticksPerDay + 3] {
            let time = ticks.time(ofTick: number)
            #expect(ticks.tick(after: time) <= number)
            #expect(ticks.time(ofTick: ticks.tick(after: time + 1)) > time)
        }
    }
}
