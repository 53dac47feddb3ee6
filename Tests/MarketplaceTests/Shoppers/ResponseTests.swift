import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Randomness
import Testing

/// Clicks, likes, carts and, where no wishes are active, checkouts against the logit's closed form.
struct ResponseTests {
    /// Everybody looks for the first of two categories; stock has no end; price counts for nothing.
    static func market(_ change: (inout ChoiceSettings) -> Void = { _ in }) -> TestMarket {
        var market = TestMarket("choices")
        market.market.wishes.active = false
        market.market.listings.categories = 2
        market.market.listings.categoryPriceSigma = 0
        market.market.listings.initial = 3_000
        market.standStill()
        market.market.listings.singleUnitShare = 0
        market.market.listings.fewUnitsShare = 0
        market.market.listings.deepUnits = 1_000_000
        market.loaded.users = users(priceSensitivity: 0)
        market.choosing { $0[.ranking] = PolicyChoice("random") }
        market.everywhere {
            $0.browsing.driftHazard = 0
            $0.choice.tasteWeight = 0
            $0.choice.appealWeight = 0
            $0.choice.qualityWeight = 0
            $0.choice.clickRateMatched = 0.4
            $0.choice.clickRateUnmatched = 0.07
            $0.choice.likeRate = 0.15
            $0.choice.cartRate = 0.3
            $0.choice.checkoutRate = 0.25
            change(&$0.choice)
        }
        return market
    }

    private static func users(priceSensitivity: Double) -> [LoadedUser] {
        (0..<300).map { _ in
            var user = LoadedUser(name: "")
            user.interests = [1, 0]
            user.priceSensitivity = priceSensitivity
            return user
        }
    }

    /// 1e-5 a check. What is added to the value of buying multiplies the odds of a checkout and nothing else.
    @Test(arguments: TestSeeds.two, [0, 0.3, -0.6])
    func everyStageHasItsRateAndALiftMultipliesTheOddsOfACheckout(seed: UInt64, lift: Double) throws {
        let run = try ResponseTests.market { $0.utilityLift = lift }.run(seed: seed)
        let categories = run.records(.listingCreated).map(\.slot)
        func count(_ kind: JournalRecord.Kind, _ category: UInt16) -> Int {
            run.records.count { $0.kind == kind && categories[Int($0.listing)] == category }
        }
        func p(_ kind: JournalRecord.Kind, of base: JournalRecord.Kind, _ rate: Double) -> Double {
            GoodnessOfFit.binomial(run.count(kind), of: run.count(base), rate)
        }
        let matched = GoodnessOfFit.binomial(count(.click, 0), of: count(.exposure, 0), 0.4)
        let unmatched = GoodnessOfFit.binomial(count(.click, 1), of: count(.exposure, 1), 0.07)
        #expect(run.count(.exposure) > 10_000)
        #expect(matched > GoodnessOfFit.falseAlarm)
        #expect(unmatched > GoodnessOfFit.falseAlarm)
        #expect(p(.like, of: .click, 0.15) > GoodnessOfFit.falseAlarm)
        #expect(p(.cart, of: .click, 0.3) > GoodnessOfFit.falseAlarm)
        let odds = 0.25 / 0.75 * (1 + lift)
        #expect(p(.checkout, of: .cart, odds / (1 + odds)) > GoodnessOfFit.falseAlarm)
    }

    /// 1e-5 a check: the level of carts, and their slopes on price and quality.
    @Test(arguments: TestSeeds.two)
    func priceDetersAndQualityAttractsFromTheCart(seed: UInt64) throws {
        var market = ResponseTests.market { $0.qualityWeight = 0.7 }
        market.loaded.users = ResponseTests.users(priceSensitivity: 0.9)
        market.loaded.listings = (0..<2_000).map { index in
            var listing = LoadedListing(name: "", category: 0, price: Int64(25_00 * exp(Double(index % 21 - 10) / 8)))
            listing.quality = Double(index % 17 - 8) / 5
            listing.units = 1_000_000
            return listing
        }
        let run = try market.run(seed: seed)
        let carts = Set(run.records(.cart).map { [$0.user, $0.session, $0.listing] })
        let clicks = run.records(.click).map { click in
            let price = log(Double(click.value) / 25_00)
            let quality = Double(click.listing % 17) - 8
            return (
                happened: carts.contains([click.user, click.session, click.listing]),
                probability: Logit.chance(Logit.logOdds(0.3) - 0.9 * price + 0.7 * quality / 5),
                price: price, quality: quality
            )
        }
        #expect(clicks.count > 5_000)
        #expect(GoodnessOfFit.score(clicks.map { ($0.happened, $0.probability, 1) }) > GoodnessOfFit.falseAlarm)
        #expect(GoodnessOfFit.score(clicks.map { ($0.happened, $0.probability, $0.price) }) > GoodnessOfFit.falseAlarm)
        #expect(
            GoodnessOfFit.score(clicks.map { ($0.happened, $0.probability, $0.quality) }) > GoodnessOfFit.falseAlarm)
    }

    /// 1e-5. Appeal is standard normal and hidden, so the click rate is the logit averaged over it; listings are drawn
    /// anew for each seed, and are the units of the test.
    @Test(arguments: TestSeeds.two)
    func appealMovesClicksAsMuchAsItsWeightSays(seed: UInt64) throws {
        let run = try ResponseTests.market {
            $0.appealWeight = 1.5
            $0.clickRateUnmatched = 0.4
        }.run(seed: seed)
        let rate = (0..<2_000).reduce(0.0) {
            $0 + Logit.chance(Logit.logOdds(0.4) + 1.5 * Inverse.normal((Double($1) + 0.5) / 2_000)) / 2_000
        }
        var excess = [Double](repeating: 0, count: 3_000)
        var (shown, clicked) = ([Double](repeating: 0, count: 3_000), [Double](repeating: 0, count: 3_000))
        for record in run.records(.exposure) { shown[Int(record.listing)] += 1 }
        for record in run.records(.click) { clicked[Int(record.listing)] += 1 }
        for listing in excess.indices { excess[listing] = clicked[listing] - rate * shown[listing] }
        let z = excess.reduce(0, +) / excess.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(GoodnessOfFit.normal(z) > GoodnessOfFit.falseAlarm)
        // Listings differ far more than chance alone would make them.
        let squares = excess.reduce(0) { $0 + $1 * $1 }
        #expect(squares > 1.5 * rate * (1 - rate) * shown.reduce(0, +))
    }

    /// Matching pays only where taste counts. The rates are far apart: some 15 standard errors.
    @Test(arguments: TestSeeds.two)
    func aMatchingFeedIsClickedMoreWhereTasteCounts(seed: UInt64) throws {
        func rate(_ ranking: String, taste: Double) throws -> Double {
            var market = ResponseTests.market {
                $0.tasteWeight = taste
                $0.clickRateMatched = 0.15
                $0.clickRateUnmatched = 0.15
            }
            // What listings of a category have in common would drown their own content.
            market.market.listings.contentSpread = 5
            market.days = 21
            market.choosing { $0[.ranking] = PolicyChoice(ranking) }
            let run = try market.run(seed: seed)
            return Double(run.count(.click)) / Double(run.count(.exposure))
        }
        #expect(try rate("content-affinity", taste: 1.5) > 1.15 * rate("random", taste: 1.5))
        let indifferent = try rate("content-affinity", taste: 0)
        #expect(abs(indifferent - 0.15) < 0.02)
    }
}
