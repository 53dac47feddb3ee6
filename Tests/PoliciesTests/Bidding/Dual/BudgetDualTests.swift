import Foundation
import MarketLabTesting
import PolicyKit
import Randomness
import Statistics
import Testing

/// Exact results of pacing that `dual-descent` must come to; tolerances are four standard errors and more (fewer than one false
/// alarm in 10,000), measured over seeds, on top of the bias that steps of 1/sqrt(T) leave.
struct BudgetDualTests {
    /// Value and rival bid uniform: bidding alpha v spends alpha^2/6, wins alpha/2 and brings alpha/3, so 1/24 buys alpha = 1/2.
    @Test(arguments: TestSeeds.two)
    func aBudgetOfOneIn24IsPacedToHalfTheValue(seed: UInt64) {
        let count = 200_000
        let room = AuctionRoom()
        let period = room.hold(
            BuiltIn.bidding("dual-descent"), room.terms(count, rate: 1 / 24),
            AuctionRoom.uniform(count, seed: seed))
        #expect(abs(period.settledMultiplier - 0.5) < 0.02)
        #expect(abs(period.totals.wins / Double(count) - 0.25) < 0.008)
        #expect(abs(period.totals.exposedValue / Double(count) - 1 / 6) < 0.005)
        #expect(period.totals.cost <= Double(count) / 24)
        #expect(period.totals.cost > 0.99 * Double(count) / 24)
    }

    /// Two alike with values uniform: at second prices each spends alpha/6 an auction, at first prices alpha/3.
    @Test(arguments: [(AuctionPricing.secondPrice, 1.0 / 12), (.firstPrice, 1.0 / 6)], TestSeeds.all)
    func rivalsThatPaceAlikeMeetAtHalfTheValue(_ room: (pricing: AuctionPricing, rate: Double), seed: UInt64) {
        let (pricing, rate) = room
        var stream = RandomKey(seed: seed).stream(Purpose(rawValue: 6), 0, 0, 0)
        let values = (0..<100_000).map { _ in SIMD2(stream.uniform(), stream.uniform()) }
        let outcome = SelfPlay(pricing: pricing, rates: [rate, rate])
            .hold([BuiltIn.bidding("dual-descent"), BuiltIn.bidding("dual-descent")], values)
        for side in 0..<2 {
            #expect(abs(outcome.multipliers[side] - 0.5) < 0.03)
            #expect(outcome.costs[side] <= rate * 100_000)
        }
        #expect(abs(outcome.revenue / (2 * rate) - 1) < 0.03)
    }

    /// Two goods, v1 = (1, 1) with a budget of .5 for both, v2 = (.8, .4) without one: at second prices the paced side bids .8 of
    /// its value and both goods bring 1.2; at first prices .5 and 1.3.
    @Test(arguments: [(AuctionPricing.secondPrice, 0.8, 1.2), (.firstPrice, 0.5, 1.3)])
    func pacingComesToItsEquilibrium(pricing: AuctionPricing, multiplier: Double, revenue: Double) {
        let goods = (0..<100_000).map { $0.isMultiple(of: 2) ? SIMD2(1, 0.8) : SIMD2(1, 0.4) }
        let outcome = SelfPlay(pricing: pricing, rates: [0.25, 1])
            .hold([BuiltIn.bidding("dual-descent"), BuiltIn.bidding("truthful")], goods)
        #expect(abs(outcome.multipliers[0] - multiplier) < 0.02)
        #expect(abs(outcome.multipliers[1] - 1) < 1e-9)
        #expect(abs(2 * outcome.revenue - revenue) < 0.02)
    }

    /// Regret against the best in hindsight, where auctions are alike and independent: the slope of its logarithm over that of T
    /// is 1/2. Its standard error is about .007.
    @Test(arguments: TestSeeds.all)
    func regretGrowsWithTheRootOfTime(seed: UInt64) throws {
        let horizons = [1_000, 3_162, 10_000, 31_623, 100_000]
        let points = try horizons.map { count in
            let runs = 400_000 / count
            let regrets = try (0..<runs).map { try Self.regret(count, seed: seed << 32 + UInt64(count * 1_000 + $0)) }
            return (log(Double(count)), log(regrets.reduce(0, +) / Double(runs)))
        }
        let (x, y) = (points.map(\.0).reduce(0, +) / 5, points.map(\.1).reduce(0, +) / 5)
        let covariance = points.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
        let slope = covariance / points.reduce(0) { $0 + ($1.0 - x) * ($1.0 - x) }
        #expect(abs(slope - 0.5) < 0.1)
    }

    /// Value less cost that the best choice in hindsight would have had more.
    private static func regret(_ count: Int, seed: UInt64) throws -> Double {
        let opportunities = AuctionRoom.uniform(count, seed: seed)
        let room = AuctionRoom()
        let terms = room.terms(count, rate: 1 / 24, ticks: 1)
        let totals = room.hold(BuiltIn.bidding("dual-descent"), terms, opportunities).totals
        let gainful = opportunities.filter { $0.value > $0.price }
        let best = HindsightOptimum(
            try HindsightProblem(
                values: gainful.map { $0.value - $0.price }, prices: gainful.map(\.price), budget: terms.budget))
        return best.value - (totals.exposedValue - totals.cost)
    }
}
