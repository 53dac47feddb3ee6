import Bidding
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// Nobody is shown what they sell themselves.
@Suite struct OwnListingTests {
    /// Few users, most of whom sell, so that each of them would meet what they sell all the time.
    static let few = AdMarket.market("few users") { market in
        market.market.users.count = 40
        market.market.listings.initial = 400
        market.market.ads.budgetLeast = 3_000
        market.market.ads.budgetMost = 3_000
    }
    /// Every listing has an advertiser of another name than its seller's.
    static let named = AdMarket.loaded(
        (0..<30).map { first in
            AdMarket.campaign { $0.listings = stride(from: first, to: 300, by: 30).map { $0 } }
        }
    ) { market in
        market.market.users.count = 40
    }

    @Test(arguments: [few, named])
    func nobodyIsShownAListingOrAnAdOfTheirOwn(market: TestMarket) throws {
        let run = try market.run()
        let sellers = run.records(.listingCreated).map(\.user)
        for kind in [JournalRecord.Kind.exposure, .adExposure, .checkout] {
            let records = run.records(kind)
            #expect(records.count > 30, "\(kind)")
            #expect(records.count { sellers[Int($0.listing)] == $0.user } == 0, "\(kind)")
        }
        #expect(run.violations.isEmpty)
    }

    @Test func whoSellsAllThatThereIsSeesNothing() throws {
        let market = TestMarket("one user") { $0.market.users.count = 1 }
        let run = try market.run()
        #expect(run.count(.sessionStart) > 0)
        #expect(run.count(.exposure) == 0)
    }
}
