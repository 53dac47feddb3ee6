import Bidding
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// Campaigns of a person's own: what they advertise, and for whom it counts.
struct LoadedCampaignTests {
    @Test func aBrandAdvertisesTheListingsThatItNames() throws {
        let named = [3, 4, 7, 33, 120]
        let run = try AdMarket.loaded([
            AdMarket.campaign { $0.listings = named }, AdMarket.campaign { $0.category = 2 },
        ]) { market in
            for listing in 0..<300 { market.loaded.listings?[listing].units = 500 }
        }.run()
        let shown = run.records(.adExposure).filter { $0.detail == 0 }
        #expect(shown.count > 500)
        #expect(Set(shown.map { Int($0.listing) }) == Set(named))
        // Of more than one seller and category.
        let sellers = Set(run.records(.listingCreated).filter { named.contains(Int($0.listing)) }.map(\.user))
        #expect(sellers.count > 1)
        #expect(run.violations.isEmpty)
    }

    @Test(arguments: TestSeeds.two)
    func aSoldOutListingOfABrandIsShownNoMore(seed: UInt64) throws {
        let run = try AdMarket.loaded([
            AdMarket.campaign { $0.listings = Array(0..<40) }, AdMarket.campaign { $0.listings = Array(20..<60) },
        ]) {
            ManyMarkets.scarce(&$0)
            $0.market.listings.withdrawalMean = 4 * 86_400_000
        }.run(seed: seed)
        #expect(run.adsOfGoneListings == 0)
        #expect(run.count(.adExposure) > 500 && run.records(.listingEnded).count { $0.listing < 60 } > 20)
    }

    @Test func aCampaignBidsOnceAPage() throws {
        let run = try AdMarket.loaded([AdMarket.campaign { $0.listings = Array(0..<300) }]).run()
        #expect(run.count(.adExposure) > 500)
        // Its only ad is in the first of the three slots, or before it where the listings end.
        #expect(Set(run.records(.adExposure).map(\.slot)).isSubset(of: [0, 1]))
    }

    @Test(arguments: TestSeeds.two)
    func aListingThatManyCampaignsNameStandsOnAPageOnce(seed: UInt64) throws {
        let named = Array(0..<10)
        let campaigns = (0..<6).map { number in
            AdMarket.campaign {
                $0.listings = named
                $0.saleWorth = number == 4 ? 0.2 : 0.1
            }
        }
        let run = try AdMarket.loaded(campaigns).run(seed: seed)
        let visits = Visits(run.records).all
        #expect(visits.allSatisfy { Set($0.exposures.map(\.listing)).count == $0.exposures.count })
        // They all bring the same listing to a page, and the highest bid with it takes part.
        #expect(run.count(.adExposure) > 100)
        #expect(run.records(.adExposure).allSatisfy { $0.detail == 4 && $0.slot == 1 })
    }

    @Test func aCampaignOfACategoryAdvertisesASellersListingsInIt() throws {
        let run = try AdMarket.loaded((0..<10).map { number in AdMarket.campaign { $0.category = number % 4 } }).run()
        var origins: [UInt32: [UInt32]] = [:]
        for record in run.records(.listingCreated) { origins[record.listing] = [record.user, UInt32(record.slot)] }
        let shown = run.records(.adExposure)
        #expect(shown.allSatisfy { origins[$0.listing]?[1] == $0.detail % 4 })
        let shelves = Set(shown.map { [$0.detail] + (origins[$0.listing] ?? []) })
        #expect(shelves.count == 10 && Set(shelves.map { $0[1...] }).count == 10)
    }

    @Test func aCampaignForWhichNoSellerIsLeftHasNoAds() throws {
        let market = AdMarket.loaded((0..<400).map { _ in AdMarket.campaign { $0.category = 1 } })
        let run = try market.run()
        let sellers = Set(run.records(.listingCreated).filter { $0.time == 0 && $0.slot == 1 }.map(\.user))
        let shown = Set(run.records(.adExposure).map(\.detail))
        #expect(shown.count > 20 && shown.allSatisfy { $0 < sellers.count })
    }

    @Test func aCampaignWithoutATargetIsABrands() throws {
        let run = try AdMarket.loaded([
            AdMarket.campaign { $0.targetCost = 3 }, AdMarket.campaign(), AdMarket.campaign { $0.targetReturn = 4 },
        ]) {
            $0.market.ads.target = .cost
            $0.policies.add(BrandsOnly.self)
            $0.choosing { $0[.bidding] = PolicyChoice("brands-only") }
        }.run()
        #expect(Set(run.records(.adExposure).map(\.detail)) == [1])
    }

    @Test(arguments: [AdTarget.cost, .returns])
    func aShareOfTheDrawnCampaignsIsBrands(target: AdTarget) throws {
        let run = try AdMarket.market {
            $0.market.ads.target = target
            $0.market.ads.brandShare = 0.25
            $0.policies.add(BrandsOnly.self)
            $0.choosing { $0[.bidding] = PolicyChoice("brands-only") }
        }.run()
        let shown = Set(run.records(.adExposure).map(\.detail))
        #expect(shown.count > 10 && shown.allSatisfy { $0 % 4 == 3 })
    }
}

/// Bids for campaigns without a target.
final class BrandsOnly: BiddingPolicy {
    static let name = "brands-only"
    static let summary = "Bids for campaigns without a target."
    static let parameters: [Parameter] = []

    private var rule = BidRule(multiplier: 0)

    init(parameters: ParameterValues, seed: UInt64) {}

    func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) {
        rule = BidRule(multiplier: terms.costTarget == nil ? 1 : 0)
        answers[0] = rule
    }

    func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) { answers[0] = rule }
}
