import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Randomness
import Testing

struct PaceTests {
    private static func visits(
        _ seed: UInt64, pace: Double, click: Double, latency: Int64 = 200
    ) throws -> [Visit] {
        var market = TestMarket("pace")
        market.market.users.sessionsPerWeek = 16
        market.standStill()
        market.everywhere {
            $0.choice.clickRateMatched = click
            $0.choice.clickRateUnmatched = click
            $0.choice.checkoutRate = 0
            $0.browsing.exitHazard = 0.1
            $0.browsing.paceSigma = pace
            $0.browsing.exposureDwell = 700
            $0.browsing.clickDwell = 4_000
            $0.feed.latency = latency
        }
        return try Visits(market.run(seed: seed).records).all
    }

    private static func gaps(_ visits: [Visit]) -> [Double] {
        visits.flatMap(\.pages).flatMap { page in
            // Whole milliseconds, the last one begun: on average half of one less.
            zip(page.exposures, page.exposures.dropFirst()).map { Double($1.time - $0.time) - 0.5 }
        }
    }

    /// 1e-5 a check.
    @Test(arguments: TestSeeds.two, [0.0, 1.0])
    func dwellIsExponentialWithItsMedian(seed: UInt64, click: Double) throws {
        let gaps = try PaceTests.gaps(PaceTests.visits(seed, pace: 0, click: click))
        #expect(gaps.count > 3_000)
        let median = click == 1 ? 4_000.0 : 700
        let p = GoodnessOfFit.kolmogorov(gaps) { 1 - exp(-$0 * log(2) / median) }
        #expect(p > GoodnessOfFit.falseAlarm)
        let below = gaps.count { $0 < median }
        #expect(GoodnessOfFit.binomial(below, of: gaps.count, 0.5) > GoodnessOfFit.falseAlarm)
    }

    /// 1e-5. The pace of a session, lognormal with median 1, multiplies its dwell times: one gap a session is looked at.
    @Test(arguments: TestSeeds.two)
    func slowPeopleAreSlowThroughout(seed: UInt64) throws {
        let visits = try PaceTests.visits(seed, pace: 1.1, click: 0)
        let first = visits.compactMap { visit -> Double? in
            guard let page = visit.pages.first, page.exposures.count > 1 else { return nil }
            return Double(page.exposures[1].time - page.exposures[0].time) - 0.5
        }
        let paces = (0..<500).map { Inverse.logNormal((Double($0) + 0.5) / 500, median: 1, sigma: 1.1) }
        func distribution(_ gap: Double) -> Double {
            var sum = 0.0
            for pace in paces { sum += 1 - exp(-gap * log(2) / 700 / pace) }
            return sum / 500
        }
        let p = GoodnessOfFit.kolmogorov(first, distribution)
        #expect(p > GoodnessOfFit.falseAlarm)
        // Two gaps of one session go together, as those of two sessions do not.
        let long = visits.compactMap { visit in visit.pages.first.flatMap { $0.exposures.count > 2 ? $0 : nil } }
        func logGap(_ page: Visit.Page, _ slot: Int) -> Double {
            log(Double(page.exposures[slot + 1].time - page.exposures[slot].time))
        }
        let together = GoodnessOfFit.noCorrelation(long.map { logGap($0, 0) }, long.map { logGap($0, 1) })
        #expect(together < 1e-12)
    }

    @Test(arguments: [0, 200, 1_500])
    func aPageIsOnScreenAfterTheLatency(latency: Int64) throws {
        let pages = try PaceTests.visits(1, pace: 1, click: 0.2, latency: latency).flatMap(\.pages)
        #expect(pages.count > 1_000)
        let waits = pages.compactMap { page in page.exposures.first.map { $0.time - page.request.time } }
        #expect(waits.allSatisfy { $0 == latency })
    }
}
