import EventSimulation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Testing

struct HourOfWeekTests {
    @Test func theWeekHas168SharesThatAddToOne() {
        #expect(HourOfWeek.shares.count == 168)
        #expect(abs(HourOfWeek.shares.reduce(0, +) - 1) < 1e-5)
        #expect(HourOfWeek.shares.allSatisfy { $0 > 0 })
    }

    /// To the millisecond, through many weeks and at the edges of hours and weeks.
    @Test func timeAndTrafficAreEachOthersInverse() {
        let calendar = HourOfWeek()
        let edges = (0..<400).map { Int64($0) * 3_600_000 }
        let others = (0..<5_000).map { Int64($0) * 7_777_777 + 13 }
        let around = edges.flatMap { [$0, $0 + 1, max(0, $0 - 1)] } + others
        let off = around.map { time in
            abs(calendar.time(ofTraffic: calendar.traffic(until: .milliseconds(time))).milliseconds - time)
        }
        #expect(off.max() == 0 || off.max() == 1)
        #expect(calendar.traffic(until: .zero) == 0)
        #expect(calendar.traffic(until: .milliseconds(3 * HourOfWeek.week)) == 3)
        #expect(calendar.time(ofTraffic: 2).milliseconds == 2 * HourOfWeek.week)
    }

    @Test func trafficGrowsWithTimeAndAsFastAsTheHourIsBusy() {
        let calendar = HourOfWeek()
        for hour in 0..<168 {
            let start = calendar.traffic(until: .hours(hour))
            let middle = calendar.traffic(until: .minutes(60 * hour + 30))
            let end = calendar.traffic(until: .hours(hour + 1))
            #expect(abs(end - start - HourOfWeek.shares[hour]) < 1e-7)
            #expect(abs(middle - (start + end) / 2) < 1e-9)
        }
    }

    /// 1e-5 a check. Two whole weeks of one-page visits: hours as busy as the shares say, users alike.
    @Test(arguments: TestSeeds.two)
    func sessionsStartInTheHoursThatAreBusy(seed: UInt64) throws {
        var market = TestMarket("hours")
        market.market.users.count = 1_000
        market.market.users.sessionsPerWeek = 20
        market.market.users.sessionsSigma = 0
        market.market.listings.initial = 100
        market.market.listings.arrivalsPerDay = 0
        market.days = 14
        market.everywhere {
            $0.browsing.exitHazard = 1
            $0.browsing.disappointment = 0
            $0.feed.candidates = 4
            $0.feed.pageSize = 1
            $0.choice.clickRateMatched = 0
            $0.choice.clickRateUnmatched = 0
        }
        let starts = try market.run(seed: seed).records(.sessionStart)
        var hours = [Int](repeating: 0, count: 168)
        var users = [Int](repeating: 0, count: 1_000)
        for start in starts {
            hours[Int(start.time % HourOfWeek.week / 3_600_000)] += 1
            users[Int(start.user)] += 1
        }
        #expect(GoodnessOfFit.poisson(starts.count, mean: 40_000) > GoodnessOfFit.falseAlarm)
        #expect(GoodnessOfFit.chiSquare(hours, HourOfWeek.shares) > GoodnessOfFit.falseAlarm)
        let even = [Double](repeating: 0.001, count: 1_000)
        #expect(GoodnessOfFit.chiSquare(users, even) > GoodnessOfFit.falseAlarm)
    }
}
