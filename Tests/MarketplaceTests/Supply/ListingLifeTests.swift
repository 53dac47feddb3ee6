import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Testing

/// How long listings stay when nobody buys.
struct ListingLifeTests {
    private static let day = 86_400_000.0

    private static func market(_ change: (inout ListingSettings) -> Void) -> TestMarket {
        TestMarket("nobody buys") {
            $0.market.users.count = 1
            $0.market.users.sessionsPerWeek = 0.001
            $0.market.listings.initial = 4_000
            $0.market.listings.arrivalsPerDay = 0
            $0.market.listings.expiry = 3_000_000_000_000
            $0.market.listings.withdrawalMean = 3_000_000_000_000
            $0.market.listings.markdownAfter = 300_000_000_000
            $0.days = 30
            change(&$0.market.listings)
        }
    }

    /// Times from creation (or the opening) to the end, with the longest that could have been seen.
    private func lives(_ run: MarketRun, _ why: ListingEnd) -> (spans: [Double], limits: [Double]) {
        let created = run.records(.listingCreated)
        let ended = run.records(.listingEnded).filter { $0.detail == UInt32(why.rawValue) }
        return (
            ended.map { Double($0.time - created[Int($0.listing)].time) },
            ended.map { Double(run.setup.browsingEnd - created[Int($0.listing)].time) }
        )
    }

    /// 1e-5 a check. Sellers give up after an exponential time, of which the run's end cuts off the tail.
    @Test(arguments: TestSeeds.two)
    func sellersGiveUpAfterAnExponentialTime(seed: UInt64) throws {
        let mean = 12 * ListingLifeTests.day
        let run = try ListingLifeTests.market {
            $0.withdrawalMean = Int64(mean)
            $0.arrivalsPerDay = 100
        }.run(seed: seed)
        let (spans, limits) = lives(run, .withdrawn)
        let created = run.records(.listingCreated)
        let chances = created.map { 1 - exp(-Double(run.setup.browsingEnd - $0.time) / mean) }
        let variance = chances.reduce(0) { $0 + $1 * (1 - $1) }
        let z = (Double(spans.count) - chances.reduce(0, +)) / variance.squareRoot()
        #expect(GoodnessOfFit.normal(z) > GoodnessOfFit.falseAlarm)
        let uniform = zip(spans, limits).map { (1 - exp(-$0 / mean)) / (1 - exp(-$1 / mean)) }
        #expect(GoodnessOfFit.kolmogorov(uniform) { $0 } > GoodnessOfFit.falseAlarm)
        #expect(run.count(.listingEnded) == spans.count)
    }

    /// 1e-5 a check. In a market in balance, ages are exponential, cut off at the expiry; so the listings that are
    /// never withdrawn expire evenly over the first life span.
    @Test(arguments: TestSeeds.two)
    func theFirstListingsExpireEvenly(seed: UInt64) throws {
        let mean = 20 * ListingLifeTests.day
        let expiry = 10 * ListingLifeTests.day
        let run = try ListingLifeTests.market {
            $0.withdrawalMean = Int64(mean)
            $0.expiry = Int64(expiry)
        }.run(seed: seed)
        let (spans, _) = lives(run, .expired)
        let share = expiry / mean * exp(-expiry / mean) / (1 - exp(-expiry / mean))
        #expect(GoodnessOfFit.binomial(spans.count, of: 4_000, share) > GoodnessOfFit.falseAlarm)
        #expect(GoodnessOfFit.kolmogorov(spans) { $0 / expiry } > GoodnessOfFit.falseAlarm)
        #expect(run.count(.listingEnded) == 4_000)
    }

    @Test func aListingExpiresAtItsAge() throws {
        let run = try ListingLifeTests.market {
            $0.initial = 0
            $0.arrivalsPerDay = 50
            $0.expiry = Int64(4.5 * ListingLifeTests.day)
        }.run()
        let (spans, _) = lives(run, .expired)
        #expect(spans.count > 1_000)
        #expect(spans.allSatisfy { $0 == 4.5 * ListingLifeTests.day })
        let due = run.records(.listingCreated).count {
            Double(run.setup.browsingEnd - $0.time) > 4.5 * ListingLifeTests.day
        }
        #expect(spans.count == due)
    }

    /// 1e-5 a check: whether each consideration ends in a markdown. All else is exact.
    @Test(arguments: TestSeeds.two)
    func sellersConsiderAMarkdownAgainAndAgain(seed: UInt64) throws {
        let after = Int64(2.5 * ListingLifeTests.day)
        let run = try ListingLifeTests.market {
            $0.initial = 0
            $0.arrivalsPerDay = 60
            $0.markdownAfter = after
            $0.markdownShare = 0.3
            $0.markdown = 0.2
            $0.priceMedian = 400_00
            $0.priceMinimum = 20_00
        }.run(seed: seed)
        let created = run.records(.listingCreated)
        var price = created.map(\.value)
        var last = created.map { _ in Int64(0) }
        var (faults, byTurn) = (0, [Int](repeating: 0, count: 13))
        for record in run.records(.markdown) {
            let listing = Int(record.listing)
            let age = record.time - created[listing].time
            if age % after != 0 || age <= last[listing] { faults += 1 }
            if record.value != max(20_00, Int64((Double(price[listing]) * 0.8).rounded())) { faults += 1 }
            if record.value >= price[listing] { faults += 1 }
            price[listing] = record.value
            last[listing] = age
            if created[listing].value > 400_00 { byTurn[Int(age / after)] += 1 }
        }
        #expect(faults == 0)
        // Dear listings stay above the lowest price through twelve markdowns, so that each consideration shows.
        for turn in 1...4 {
            let considered = created.count {
                $0.value > 400_00 && $0.time + Int64(turn) * after < run.setup.browsingEnd
            }
            #expect(considered > 50)
            let p = GoodnessOfFit.binomial(byTurn[turn], of: considered, 0.3)
            #expect(p > GoodnessOfFit.falseAlarm, "turn \(turn)")
        }
        #expect(price.allSatisfy { $0 >= 20_00 })
    }
}
