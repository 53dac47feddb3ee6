import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit
import Testing

/// The two true nulls of the waterfall: outcomes do not depend on when pages are asked for, record by record.
struct RequestNullTests {
    /// What happened, without requests and without the slot, which counts from the page's start.
    private static func outcomes(_ market: TestMarket, _ request: PolicyChoice) throws -> [JournalRecord] {
        var market = market
        market.choosing { $0[.request] = request }
        let excluded: Set<JournalRecord.Kind> = [.request, .insertion, .refusal, .exploration, .sessionEnd]
        return try market.run(seed: 3).records.filter { !excluded.contains($0.kind) }.map {
            var record = $0
            if record.kind != .listingCreated { record.slot = 0 }
            // The number of the request that it belongs to differs, because there are more of them.
            record.request = JournalRecord.none
            return record
        }
    }

    /// Deep stock that stands still, long sessions, and pages that come at once.
    private static func still(_ name: String, ranking: PolicyChoice) -> TestMarket {
        var market = TestMarket(name)
        market.days = 4
        market.market.listings.arrivalsPerDay = 0
        market.market.listings.markdownShare = 0
        market.market.listings.withdrawalMean = 30_000_000_000_000_000
        market.market.listings.expiry = 30_000_000_000_000_000
        market.market.listings.singleUnitShare = 0
        market.market.listings.fewUnitsShare = 0
        market.market.listings.deepUnits = 100_000
        market.everywhere {
            $0.feed.latency = 0
            $0.feed.candidates = 60
            $0.browsing.exitHazard = 0.004
            $0.browsing.boredomHazard = 0.01
            $0.choice.clickRateMatched = 0.12
        }
        market.choosing { $0[.ranking] = ranking }
        return market
    }

    static let requests: [PolicyChoice] = [
        PolicyChoice("uniform", ["every": 3]), PolicyChoice("random", ["rate": 0.3]), PolicyChoice("after-click"),
        PolicyChoice("adaptive", ["exploration": 0.2, "minimum_outcomes": 50]),
        PolicyChoice("fixed-threshold", ["exploration": 0.2, "minimum_outcomes": 50, "threshold": 0]),
    ]

    @Test(arguments: ["random", "session-blind", "content-affinity", "price-aware"])
    func aRankerThatIgnoresTheSessionMakesRequestsANull(ranking: String) throws {
        let market = RequestNullTests.still("blind", ranking: PolicyChoice(ranking))
        let pageEnd = try RequestNullTests.outcomes(market, PolicyChoice("page-end"))
        #expect(pageEnd.count > 10_000)
        for request in RequestNullTests.requests {
            #expect(try RequestNullTests.outcomes(market, request) == pageEnd, "\(request.name)")
        }
    }

    @Test func anIntentThatIsKnownAndNotForgottenMakesRequestsANull() throws {
        var market = RequestNullTests.still(
            "known", ranking: PolicyChoice("session-aware", ["forgetting": 0]))
        market.everywhere {
            $0.browsing.declaredIntentShare = 1
            $0.browsing.driftHazard = 0
        }
        let pageEnd = try RequestNullTests.outcomes(market, PolicyChoice("page-end"))
        #expect(pageEnd.count > 10_000)
        for request in RequestNullTests.requests {
            #expect(try RequestNullTests.outcomes(market, request) == pageEnd, "\(request.name)")
        }
    }

    /// The check can fail: a ranker that learns from the session makes another page.
    @Test func aRankerThatLooksAtTheSessionIsNoNull() throws {
        let market = RequestNullTests.still("aware", ranking: PolicyChoice("session-aware"))
        let pageEnd = try RequestNullTests.outcomes(market, PolicyChoice("page-end"))
        #expect(try RequestNullTests.outcomes(market, RequestNullTests.requests[0]) != pageEnd)
    }
}
