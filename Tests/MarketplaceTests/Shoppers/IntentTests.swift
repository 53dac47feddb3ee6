import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Testing

/// What a session looks for, made visible: of two categories, only the one looked for is clicked, and always.
struct IntentTests {
    /// Interests of .8 and .2; pairs of neighbouring exposures by what was looked for, and first exposures.
    private static func changes(
        _ seed: UInt64, drift: Double, own: Double
    ) throws -> (from0: Int, from0to1: Int, from1: Int, from1to0: Int, first: Int, first0: Int) {
        var market = TestMarket("see-through")
        market.market.listings.categories = 2
        market.standStill()
        market.market.users.sessionsPerWeek = 8
        market.loaded.users = (0..<200).map { _ in
            var user = LoadedUser(name: "")
            user.interests = [0.8, 0.2]
            return user
        }
        market.everywhere {
            $0.choice.clickRateMatched = 1
            $0.choice.clickRateUnmatched = 0
            $0.choice.checkoutRate = 0
            $0.offers.rate = 0
            $0.browsing.exitHazard = 0.03
            $0.browsing.boredomHazard = 0
            $0.browsing.driftHazard = drift
            $0.browsing.driftOwnShare = own
        }
        let run = try market.run(seed: seed)
        let categories = run.records(.listingCreated).map(\.slot)
        var found = (from0: 0, from0to1: 0, from1: 0, from1to0: 0, first: 0, first0: 0)
        for visit in Visits(run.records).all {
            let clicked = Set(visit.responses.filter { $0.kind == .click }.map(\.listing))
            let intents = visit.exposures.map { exposure in
                let category = categories[Int(exposure.listing)]
                return clicked.contains(exposure.listing) ? category : 1 - category
            }
            if let intent = intents.first {
                found.first += 1
                found.first0 += intent == 0 ? 1 : 0
            }
            for (before, after) in zip(intents, intents.dropFirst()) {
                if before == 0 {
                    found.from0 += 1
                    found.from0to1 += after == 1 ? 1 : 0
                } else {
                    found.from1 += 1
                    found.from1to0 += after == 0 ? 1 : 0
                }
            }
        }
        return found
    }

    /// 1e-5 a check.
    @Test(arguments: TestSeeds.two, [0, 0.25, 1])
    func intentDriftsToTheUsersOwnInterestsOrAnywhere(seed: UInt64, own: Double) throws {
        let found = try IntentTests.changes(seed, drift: 0.2, own: own)
        #expect(found.from0 > 2_000)
        let to1 = 0.2 * (own * 0.2 + (1 - own) * 0.5)
        let to0 = 0.2 * (own * 0.8 + (1 - own) * 0.5)
        #expect(GoodnessOfFit.binomial(found.from0to1, of: found.from0, to1) > GoodnessOfFit.falseAlarm)
        #expect(GoodnessOfFit.binomial(found.from1to0, of: found.from1, to0) > GoodnessOfFit.falseAlarm)
    }

    /// 1e-5.
    @Test(arguments: TestSeeds.two)
    func aSessionStartsWithOneOfTheUsersInterests(seed: UInt64) throws {
        let found = try IntentTests.changes(seed, drift: 0, own: 0.5)
        #expect(found.from0to1 == 0)
        #expect(found.from1to0 == 0)
        #expect(GoodnessOfFit.binomial(found.first0, of: found.first, 0.8) > GoodnessOfFit.falseAlarm)
    }
}
