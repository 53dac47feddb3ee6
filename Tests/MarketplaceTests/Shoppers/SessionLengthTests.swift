import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Randomness
import Testing

/// How long people scroll.
struct SessionLengthTests {
    private static func lengths(
        _ seed: UInt64, _ change: (inout BrowsingSettings) -> Void
    ) throws -> [Int] {
        var market = TestMarket("window-shoppers")
        market.market.users.count = 300
        market.market.users.sessionsPerWeek = 16
        market.market.users.patienceSigma = 0
        market.market.listings.initial = 3_000
        market.standStill()
        market.everywhere {
            $0.choice.clickRateMatched = 0
            $0.choice.clickRateUnmatched = 0
            $0.browsing.patienceSigma = 0
            $0.browsing.boredomHazard = 0
            change(&$0.browsing)
        }
        let run = try market.run(seed: seed)
        return Visits(run.records).all.filter { $0.start.time < run.setup.browsingEnd - 6 * 3_600_000 }.map {
            $0.exposures.count
        }
    }

    /// p of lengths whose chance to go on after exposure k is `stays(k)`; the last cell holds all that are longer.
    private static func fit(_ lengths: [Int], hazard: (Int) -> Double) -> Double {
        var (counts, shares) = ([Int](repeating: 0, count: 120), [Double]())
        var left = 1.0
        for k in 1..<120 {
            shares.append(left * hazard(k))
            left *= 1 - hazard(k)
        }
        shares.append(left)
        for length in lengths { counts[min(length, 120) - 1] += 1 }
        return GoodnessOfFit.chiSquare(counts, shares)
    }

    /// 1e-5.
    @Test(arguments: TestSeeds.two)
    func withoutBoredomTheLengthIsGeometric(seed: UInt64) throws {
        let lengths = try SessionLengthTests.lengths(seed) { $0.exitHazard = 0.09 }
        #expect(lengths.count > 4_000)
        #expect(SessionLengthTests.fit(lengths) { _ in 0.09 } > GoodnessOfFit.falseAlarm)
    }

    /// 1e-5.
    @Test(arguments: TestSeeds.two)
    func boredomGrowsWithEveryExposureUntilItIsFull(seed: UInt64) throws {
        let lengths = try SessionLengthTests.lengths(seed) {
            $0.exitHazard = 0.02
            $0.boredomHazard = 0.12
            $0.boredomRun = 10
        }
        let p = SessionLengthTests.fit(lengths) { 0.02 + 0.12 * Double(min($0, 10)) / 10 }
        #expect(p > GoodnessOfFit.falseAlarm)
    }

    /// 1e-5. The lognormal patience of a session divides its hazard.
    @Test(arguments: TestSeeds.two)
    func patienceDividesTheHazard(seed: UInt64) throws {
        let lengths = try SessionLengthTests.lengths(seed) {
            $0.exitHazard = 0.2
            $0.patienceSigma = 0.9
        }
        let chances = (0..<4_000).map { point in
            min(1, 0.2 / Inverse.logNormal((Double(point) + 0.5) / 4_000, median: 1, sigma: 0.9))
        }
        var counts = [Int](repeating: 0, count: 120)
        for length in lengths { counts[min(length, 120) - 1] += 1 }
        func stays(_ exposures: Int) -> Double {
            chances.reduce(0) { $0 + pow(1 - $1, Double(exposures)) } / 4_000
        }
        let shares = (0..<120).map { $0 < 119 ? stays($0) - stays($0 + 1) : stays($0) }
        #expect(GoodnessOfFit.chiSquare(counts, shares) > GoodnessOfFit.falseAlarm)
    }

    @Test func everySessionEndsAtTheMaximum() throws {
        let lengths = try SessionLengthTests.lengths(1) {
            $0.exitHazard = 0
            $0.maximumExposures = 33
        }
        #expect(lengths.count > 4_000)
        #expect(lengths.allSatisfy { $0 == 33 })
    }

    /// A click ends the run of boredom: whoever clicks everything is never bored.
    @Test func aClickDrivesBoredomAway() throws {
        let lengths = try SessionLengthTests.lengths(1) {
            $0.exitHazard = 0
            $0.boredomHazard = 1
            $0.boredomRun = 2
            $0.maximumExposures = 20
        }
        // Nobody clicks: half leave after the first exposure, all others after the second.
        #expect(Set(lengths) == [1, 2])
        #expect(GoodnessOfFit.binomial(lengths.count { $0 == 1 }, of: lengths.count, 0.5) > GoodnessOfFit.falseAlarm)
        var market = TestMarket("clickers")
        market.standStill()
        market.everywhere {
            // What was sold meanwhile could not be clicked.
            $0.offers.rate = 0
            $0.choice.clickRateMatched = 1
            $0.choice.clickRateUnmatched = 1
            $0.choice.checkoutRate = 0
            $0.browsing.exitHazard = 0
            $0.browsing.boredomHazard = 1
            $0.browsing.boredomRun = 1
            $0.browsing.maximumExposures = 20
        }
        let run = try market.run()
        let visits = Visits(run.records).all.filter { $0.start.time < run.setup.browsingEnd - 6 * 3_600_000 }
        #expect(visits.count > 300)
        #expect(visits.count { $0.exposures.count != 20 } == 0)
    }
}
