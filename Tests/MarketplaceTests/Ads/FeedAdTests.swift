import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// Ads among the listings of a page: whose they are, where they stand, and when they go.
struct FeedAdTests {
    @Test(arguments: TestSeeds.two)
    func aCampaignShowsOneSellersListingsOfOneCategory(seed: UInt64) throws {
        let run = try AdMarket.market().run(seed: seed)
        var shelves: [UInt32: [UInt32]] = [:]
        for record in run.records(.listingCreated) { shelves[record.listing] = [record.user, UInt32(record.slot)] }
        let shown = run.records(.adExposure)
        #expect(shown.count > 1_000)
        let pairs = Set(shown.map { [$0.detail] + (shelves[$0.listing] ?? []) })
        #expect(Set(pairs.map { $0[0] }).count == pairs.count)
        #expect(Set(pairs.map { $0[1...] }).count == pairs.count)
        #expect(pairs.count > 20)
    }

    @Test(arguments: TestSeeds.two)
    func noListingStandsTwiceOnAPage(seed: UInt64) throws {
        let run = try AdMarket.market { ManyMarkets.scarce(&$0) }.run(seed: seed)
        let visits = Visits(run.records).all
        #expect(visits.count > 300 && run.count(.adExposure) > 1_000)
        #expect(visits.flatMap(\.pages).allSatisfy { $0.request.value > 0 })
        #expect(visits.allSatisfy { Set($0.exposures.map(\.listing)).count == $0.exposures.count })
    }

    @Test func adsStandInTheAdSlotsOnly() throws {
        let run = try AdMarket.market().run()
        #expect(Set(run.records(.adExposure).map(\.slot)) == [1, 5, 9])
        // Each follows the exposure that it speaks of.
        for (index, record) in run.records.enumerated() where record.kind == .adExposure {
            let before = run.records[index - 1]
            #expect(before.kind == .exposure && before.detail == 0 && before.slot == record.slot)
            #expect(AdMarket.Showing(before) == AdMarket.Showing(record))
        }
    }

    /// When a page was made, every listing that came to be seen on it as an ad was for sale.
    @Test(arguments: TestSeeds.two)
    func aSoldListingStopsBidding(seed: UInt64) throws {
        let run = try AdMarket.market {
            ManyMarkets.scarce(&$0)
            $0.market.listings.withdrawalMean = 2 * 86_400_000
        }.run(seed: seed)
        #expect(run.adsOfGoneListings == 0)
        #expect(run.count(.adExposure) > 1_000 && run.count(.listingEnded) > 100)
    }

    @Test func aBidBelowTheReserveWinsNothing() throws {
        let run = try AdMarket.market { $0.everywhere { $0.ads.reserve = 1_000 } }.run()
        #expect(run.count(.adExposure) == 0)
    }

    @Test func withoutCampaignsNothingChanges() throws {
        let plain = try AdMarket.market { $0.market.ads = AdSettings() }.run()
        let others = try AdMarket.market {
            $0.market.ads = AdSettings()
            $0.market.ads.ticks = 7
            $0.everywhere {
                $0.ads = AdLoadSettings()
                $0.ads.clickOdds = 3
            }
        }.run()
        let noSlots = try AdMarket.market { $0.everywhere { $0.ads.slots = 0 } }.run()
        #expect(plain.digest == others.digest && plain.digest == noSlots.digest)
        #expect(plain.records(.adExposure).isEmpty)
    }

    @Test func adsWithLowerOddsAreClickedLess() throws {
        let rates = try [1, 0.3].map { odds in
            let run = try AdMarket.market { $0.everywhere { $0.ads.clickOdds = odds } }.run()
            let shown = run.adShowings
            return Double(run.records(.click).count { shown.contains(AdMarket.Showing($0)) }) / Double(shown.count)
        }
        #expect(rates[1] < 0.6 * rates[0])
    }

    static let bidding = ["fixed", "dual-descent", "dual-return", "budget-pacing", "pid-spend", "constraint-aware"]

    @Test(arguments: bidding)
    func twinsAreEqualWhenArmsAre(policy: String) throws {
        var market = AdMarket.market {
            $0.market.ads.target = .returns
            $0.choosing { $0[.bidding] = PolicyChoice(policy) }
            $0.warmupDays = 2.3
            $0.days = 3
        }
        let digests = try [UInt8(0), 1].map { arm in
            market.assignment = { _ in arm }
            return try market.run(seed: 5).digest
        }
        #expect(digests[0] == digests[1])
    }

    @Test(arguments: bidding)
    func sameSeedSameBytes(policy: String) throws {
        let market = AdMarket.market { $0.choosing { $0[.bidding] = PolicyChoice(policy) } }
        let digests = try [9, 9, 10].map { try market.run(seed: $0).digest }
        #expect(digests[0] == digests[1] && digests[0] != digests[2])
    }
}
