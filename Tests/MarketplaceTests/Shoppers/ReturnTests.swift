import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// When users come back, and what a session has to do with it.
struct ReturnTests {
    /// A thousand users who come twenty times a week for one page, two weeks long.
    private static func sessions(_ seed: UInt64, clickRate: Double, disappointment: Double) throws -> [JournalRecord] {
        var market = TestMarket("visitors")
        market.market.users.count = 1_000
        market.market.users.sessionsPerWeek = 20
        market.market.users.sessionsSigma = 0
        market.market.listings.initial = 100
        market.standStill()
        market.days = 14
        market.everywhere {
            $0.browsing.exitHazard = 1
            $0.browsing.disappointment = disappointment
            $0.feed.candidates = 4
            $0.feed.pageSize = 1
            $0.choice.clickRateMatched = clickRate
            $0.choice.clickRateUnmatched = clickRate
            $0.choice.checkoutRate = 0
            $0.offers.rate = 0
        }
        return try market.run(seed: seed).records(.sessionStart)
    }

    /// 1e-5. Who is always disappointed waits twice as long, but for the first visit.
    @Test(arguments: TestSeeds.two)
    func aUserWhoFoundNothingComesBackLater(seed: UInt64) throws {
        let starts = try ReturnTests.sessions(seed, clickRate: 0, disappointment: 1)
        // A renewal process: one visit at the full rate, then half of it: 1 + (40 - 1)/2 a user.
        #expect(GoodnessOfFit.poisson(starts.count, mean: 20_500) > GoodnessOfFit.falseAlarm)
    }

    /// 1e-5.
    @Test(arguments: TestSeeds.two)
    func aUserWhoFoundSomethingComesBackAsUsual(seed: UInt64) throws {
        let starts = try ReturnTests.sessions(seed, clickRate: 1, disappointment: 1)
        #expect(GoodnessOfFit.poisson(starts.count, mean: 40_000) > GoodnessOfFit.falseAlarm)
    }

    /// Sessions keep to the hours of the week however long a user waits. The first week is left out: until they have been
    /// disappointed for the first time, users come at their full rate.
    @Test(arguments: TestSeeds.two)
    func disappointedUsersKeepTheirHours(seed: UInt64) throws {
        var hours = [Int](repeating: 0, count: 168)
        let starts = try ReturnTests.sessions(seed, clickRate: 0, disappointment: 1)
        for start in starts where start.time >= HourOfWeek.week {
            hours[Int(start.time % HourOfWeek.week / 3_600_000)] += 1
        }
        #expect(GoodnessOfFit.chiSquare(hours, HourOfWeek.shares) > GoodnessOfFit.falseAlarm)
    }

    /// Where others bought what a page had promised, its user stays away longer.
    @Test func soldOutListingsDelayTheNextVisit() throws {
        func meanGap(_ disappointment: Double) throws -> Double {
            var market = TestMarket("sold out")
            ManyMarkets.scarce(&market)
            market.market.listings.initial = 30
            market.market.listings.singleUnitShare = 1
            market.market.listings.fewUnitsShare = 0
            market.everywhere {
                $0.choice.clickRateMatched = 0.9
                $0.choice.clickRateUnmatched = 0.9
                $0.browsing.disappointment = disappointment
            }
            let run = try market.run()
            #expect(run.records(.exposure).contains { $0.detail == 1 })
            return 1 / Double(run.count(.sessionStart))
        }
        #expect(try meanGap(20) > meanGap(0))
    }
}
