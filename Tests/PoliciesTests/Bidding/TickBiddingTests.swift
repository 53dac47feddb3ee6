import Foundation
import MarketLabTesting
import PolicyKit
import Randomness
import Testing

/// What policies that answer every tick come to in days of 24,000 opportunities, value and rival bid uniform. A day's own draws
/// move spend by 1.4 % and value by 1.1 % (standard deviation); tolerances are four of them and more (fewer than one false
/// alarm in 10,000).
struct TickBiddingTests {
    private static let count = 24_000

    /// The days that a campaign bids through.
    private static func days(
        _ number: Int, _ policy: any BiddingPolicy, rate: Double, costTarget: Double? = nil,
        pricing: AuctionPricing = .secondPrice, seed: UInt64
    ) -> [AuctionRoom.Period] {
        let room = AuctionRoom(pricing: pricing)
        return (0..<number).map {
            room.hold(
                policy, room.terms(count, rate: rate, costTarget: costTarget),
                AuctionRoom.uniform(count, seed: seed, day: UInt32($0)))
        }
    }

    @Test(
        arguments: ["pid-spend", "multi-constraint", "online-lp", "budget-pacing", "constraint-aware"], TestSeeds.all)
    func aBudgetOfOneIn24BuysWhatHalfTheValueWins(name: String, seed: UInt64) {
        for day in Self.days(3, BuiltIn.bidding(name), rate: 1 / 24, seed: seed).dropFirst() {
            #expect(abs(day.settledMultiplier - 0.5) < 0.03)
            #expect(abs(day.totals.exposedValue / Double(Self.count) - 1 / 6) < 0.008)
            #expect(day.totals.cost > 0.98 * Double(Self.count) / 24)
        }
    }

    @Test(arguments: TestSeeds.all)
    func bangBangStaysAboutItsBand(seed: UInt64) {
        for day in Self.days(3, BuiltIn.bidding("bang-bang"), rate: 1 / 24, seed: seed).dropFirst() {
            #expect((0.4...0.65).contains(day.settledMultiplier))
            #expect(day.totals.cost > 0.95 * Double(Self.count) / 24)
        }
    }

    @Test(arguments: ["pid-cpa", "multi-constraint"], TestSeeds.all)
    func controllersHoldTheCostOfValueAtItsTarget(name: String, seed: UInt64) {
        for day in Self.days(4, BuiltIn.bidding(name), rate: 10, costTarget: 0.75, seed: seed).dropFirst() {
            #expect(abs(day.settledMultiplier - 2.21525) < 0.25)
            #expect(abs(day.costPerValue / 0.75 - 1) < 0.02)
        }
    }

    /// Acting on what is still allowed, it lands on the target itself, or on a reserve below it.
    @Test(arguments: [0, 0.01, 0.1], TestSeeds.all)
    func constraintAwareEndsADayOnItsTarget(margin: Double, seed: UInt64) {
        let policy = BuiltIn.bidding("constraint-aware", ["margin": .number(margin)])
        for day in Self.days(3, policy, rate: 10, costTarget: 0.75, seed: seed) {
            #expect(abs(day.costPerValue / (0.75 * (1 - margin)) - 1) < 0.005)
        }
    }

    @Test(arguments: TestSeeds.all)
    func onlineLinearProgramBidsAtMostOneAndAHalfTargets(seed: UInt64) {
        let days = Self.days(2, BuiltIn.bidding("online-lp"), rate: 10, costTarget: 0.4, seed: seed)
        #expect(days.flatMap(\.multipliers).allSatisfy { $0 <= 0.6000001 })
        #expect(abs((days.last?.settledMultiplier ?? 0) - 0.6) < 1e-9)
    }

    /// Against uniform rival bids m (1 - m) v^2 is most at one half; at second prices nothing is gained by shading.
    @Test(arguments: TestSeeds.all)
    func shadingHalvesItsBidAtFirstPricesOnly(seed: UInt64) {
        for day in Self.days(3, BuiltIn.bidding("shading"), rate: 10, pricing: .firstPrice, seed: seed).dropFirst() {
            #expect(abs(day.settledMultiplier - 0.5) < 0.1)
            #expect((day.totals.exposedValue - day.totals.cost) / Double(Self.count) > 0.92 / 12)
        }
        for day in Self.days(2, BuiltIn.bidding("shading"), rate: 10, seed: seed).dropFirst() {
            #expect((0.97...1).contains(day.settledMultiplier))
        }
    }

    /// Rival bids are higher or lower by a factor from day to day; a target of .26 is out of a paced budget's reach on dear
    /// days. Score is value x min(1, (target/cost of value)^2).
    @Test(arguments: TestSeeds.all)
    func lookingAtTheTargetPaysWhenPricesAreShaken(seed: UInt64) {
        let calm = Self.shaken(by: 0, seed: seed)
        #expect(abs(calm.aware.score / calm.budget.score - 1) < 0.005)
        let shaken = Self.shaken(by: 0.8, seed: seed)
        #expect(shaken.aware.score > 1.005 * shaken.budget.score)
        #expect(shaken.aware.daysOver <= 3)
        #expect(shaken.budget.daysOver >= 8)
    }

    private static func shaken(
        by shock: Double, seed: UInt64
    ) -> (aware: (score: Double, daysOver: Int), budget: (score: Double, daysOver: Int)) {
        let (room, target, count) = (AuctionRoom(), 0.26, 5_000)
        func score(_ name: String) -> (Double, Int) {
            let policy = BuiltIn.bidding(name)
            var (score, over) = (0.0, 0)
            for day: UInt32 in 0..<60 {
                var stream = RandomKey(seed: seed).stream(Purpose(rawValue: 7), day, 0, 0)
                let level = stream.logNormal(median: exp(-shock * shock / 2), sigma: shock)
                let period = room.hold(
                    policy, room.terms(count, rate: 1 / 24, costTarget: target),
                    AuctionRoom.uniform(count, seed: seed, day: day, level: level))
                let share = target / period.costPerValue
                score += period.totals.exposedValue * min(1, share * share)
                if share < 1 { over += 1 }
            }
            return (score, over)
        }
        return (score("constraint-aware"), score("budget-pacing"))
    }
}
