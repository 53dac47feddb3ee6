import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Testing

struct LoadedMarketTests {
    @Test func listingsThatAPersonBringsStandAsGiven() throws {
        var market = TestMarket("loaded")
        market.loaded.listings = (0..<300).map { index in
            var listing = LoadedListing(name: "listing \(index)", category: index % 5, price: Int64(1_000 + index))
            listing.units = 1 + index % 3
            return listing
        }
        market.market.listings.initial = 9_999
        market.market.listings.arrivalsPerDay = 0
        let created = try market.run().records(.listingCreated)
        #expect(created.count == 300)
        let asGiven = created.enumerated().allSatisfy { index, listing in
            listing.listing == UInt32(index) && Int(listing.slot) == index % 5
                && listing.value == Int64(1_000 + index) && Int(listing.detail) == 1 + index % 3
        }
        #expect(asGiven)
    }

    /// A listing brought with an age of 7.5 days expires 2.5 days later when listings expire after 10.
    @Test func aListingIsAsOldAsThePersonSays() throws {
        var market = TestMarket("loaded")
        market.market.users.count = 1
        market.market.users.sessionsPerWeek = 0.001
        market.market.listings.expiry = 10 * 86_400_000
        market.market.listings.arrivalsPerDay = 0
        market.market.listings.withdrawalMean = 3_000_000_000_000
        market.loaded.listings = [7.5, 0, 4, 30].map { age in
            var listing = LoadedListing(name: "", category: 0, price: 100)
            listing.age = age
            return listing
        }
        let ends = try market.run().records(.listingEnded)
        #expect(ends.map(\.listing) == [3, 0, 2])
        #expect(ends.map(\.time) == [1, TestMarket.milliseconds(2.5), TestMarket.milliseconds(6)])
    }

    /// What is not given is drawn as for everybody: loading the names alone changes nothing.
    @Test func whatAPersonLeavesOutIsDrawn() throws {
        var market = TestMarket("loaded")
        let drawn = try market.run()
        market.loaded.users = (0..<200).map { LoadedUser(name: "user \($0)") }
        let loaded = try market.run()
        #expect(loaded.digest == drawn.digest)
    }

    /// 1e-5 a check: sessions as often as given, from users who all differ.
    @Test func usersComeAsOftenAsThePersonSays() throws {
        var market = TestMarket("loaded")
        market.market.users.count = 5
        market.loaded.users = (0..<60).map { index in
            var user = LoadedUser(name: "user \(index)")
            user.sessionsPerWeek = index % 2 == 0 ? 40 : 0.5
            return user
        }
        market.days = 14
        market.everywhere { $0.browsing.exitHazard = 1 }
        let starts = try market.run().records(.sessionStart)
        let often = starts.count { $0.user % 2 == 0 }
        #expect(GoodnessOfFit.poisson(often, mean: 30 * 80) > GoodnessOfFit.falseAlarm)
        let seldom = starts.count - often
        #expect((5...70).contains(seldom))  // Poisson with mean 30: outside with probability 1e-8.
        #expect(starts.allSatisfy { $0.user < 60 })
    }

    /// A user who looks for the second category alone clicks nothing else when only what is looked for is clicked.
    @Test func usersLookForWhatThePersonSays() throws {
        var market = TestMarket("loaded")
        market.market.listings.categories = 4
        market.loaded.users = (0..<50).map { index in
            var user = LoadedUser(name: "")
            user.interests = index % 2 == 0 ? [0, 1, 0, 0] : [0, 0, 0, 3]
            return user
        }
        market.everywhere {
            $0.browsing.driftHazard = 0
            $0.choice.clickRateMatched = 0.5
            $0.choice.clickRateUnmatched = 0
        }
        let run = try market.run()
        let categories = run.records(.listingCreated).map(\.slot)
        let clicks = run.records(.click)
        #expect(clicks.count > 200)
        #expect(clicks.allSatisfy { categories[Int($0.listing)] == ($0.user % 2 == 0 ? 1 : 3) })
    }
}
