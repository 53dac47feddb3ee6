import EventSimulation
import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Testing

struct ArrivalTests {
    private static let market = TestMarket("arrivals") {
        $0.market.users.count = 1
        $0.market.users.sessionsPerWeek = 0.001
        $0.market.listings.initial = 10
        $0.market.listings.arrivalsPerDay = 400
        $0.market.listings.withdrawalMean = 3_000_000_000_000
        $0.days = 28
    }

    /// 1e-5 a check: the count, and the gaps in the market's own time, which runs fast in busy hours.
    @Test(arguments: TestSeeds.two)
    func listingsArriveAsAPoissonProcessInTheMarketsTime(seed: UInt64) throws {
        let run = try ArrivalTests.market.run(seed: seed)
        let arrivals = run.records(.listingCreated).dropFirst(10)
        #expect(GoodnessOfFit.poisson(arrivals.count, mean: 400 * 28) > GoodnessOfFit.falseAlarm)
        let calendar = HourOfWeek()
        let times = arrivals.map { calendar.traffic(until: .milliseconds($0.time)) }
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        let rate = 400.0 * 7
        #expect(GoodnessOfFit.kolmogorov(gaps) { 1 - exp(-rate * $0) } > GoodnessOfFit.falseAlarm)
        let later = Array(gaps.dropFirst()) + [gaps[0]]
        #expect(GoodnessOfFit.noCorrelation(gaps.map { exp(-rate * $0) }, later.map { exp(-rate * $0) }) > 1e-5)
    }

    @Test func aMarketWithoutArrivalsKeepsItsFirstListings() throws {
        var market = ArrivalTests.market
        market.market.listings.arrivalsPerDay = 0
        let created = try market.run().records(.listingCreated)
        #expect(created.count == 10)
        #expect(created.allSatisfy { $0.time == 0 })
    }
}
