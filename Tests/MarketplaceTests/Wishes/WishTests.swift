import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// What users want: how listings compete for a wish, and how a wish begins, lingers, ends and comes back.
struct WishTests {
    /// A session sees so many listings, carts all of them, and decides.
    private static let seen = 5

    /// Everybody sees `seen` listings a session; stock has no end; nothing but the choice is uncertain.
    private static func market(_ change: (inout TestMarket) -> Void = { _ in }) -> TestMarket {
        TestMarket("wishes") { market in
            market.market.listings.categories = 2
            market.market.listings.initial = 600
            market.standStill()
            market.market.listings.singleUnitShare = 0
            market.market.listings.fewUnitsShare = 0
            market.market.listings.deepUnits = 1_000_000
            market.loaded.users = (0..<300).map { _ in
                var user = LoadedUser(name: "")
                user.interests = [1, 0]
                user.priceSensitivity = 0
                return user
            }
            market.choosing {
                $0[.retrieval] = PolicyChoice("category-affinity", ["exploration": 1])
                $0[.ranking] = PolicyChoice("random")
            }
            market.market.wishes.linger = 0
            market.market.wishes.returns = 0
            market.market.wishes.substituteWeight = 1
            market.everywhere {
                $0.browsing.exitHazard = 0
                $0.browsing.boredomHazard = 0
                $0.browsing.driftHazard = 0
                $0.browsing.maximumExposures = Int64(seen)
                $0.feed.pageSize = Int64(seen)
                $0.choice.clickRateMatched = 1
                $0.choice.clickRateUnmatched = 1
                $0.choice.likeRate = 0
                $0.choice.cartRate = 1
                $0.choice.qualityWeight = 0
                $0.choice.checkoutRate = 0.1
                $0.offers.rate = 0
            }
            change(&market)
        }
    }

    /// Odds of a checkout of one carted listing at the rate of .1.
    private static let odds = 0.1 / 0.9

    /// A logit choice over everything in mind has the chance of the sum of its weights, and spreads it in proportion; 1e-5 a check.
    @Test(arguments: TestSeeds.two, [0.0, 2.0])
    func whatIsCartedCompetesAsInALogitChoice(seed: UInt64, lift: Double) throws {
        var market = Self.market()
        market.everywhere { $0.choice.utilityLift = lift }
        let run = try market.run(seed: seed)
        let sessions = run.records(.sessionEnd).filter { $0.detail == UInt32(Self.seen) }.count
        let weight = Double(Self.seen) * Self.odds * (1 + lift)
        #expect(sessions > 800)
        #expect(
            GoodnessOfFit.binomial(run.count(.checkout), of: sessions, weight / (1 + weight)) > GoodnessOfFit.falseAlarm
        )
        let slots = (0..<Self.seen).map { slot in run.records(.checkout).count { Int($0.slot) == slot } }
        #expect(
            GoodnessOfFit.chiSquare(slots, Array(repeating: 1 / Double(Self.seen), count: Self.seen))
                > GoodnessOfFit.falseAlarm)
    }

    /// Treated listings weigh twice as much as the others that they compete with; 1e-5.
    @Test(arguments: TestSeeds.two)
    func aMoreAttractiveListingTakesBuyersFromTheOthers(seed: UInt64) throws {
        var market = Self.market()
        market.arms[1].conditions.choice.utilityLift = 1
        var setup = market.setup(seed: seed)
        setup.randomisation = .listings { UInt8($0.listing % 2) }
        let run = try MarketRun(setup)
        let treatedShown = Dictionary(grouping: run.records(.exposure)) { [$0.user, $0.session] }
            .mapValues { shown in shown.count { $0.listing % 2 == 1 } }
        func expected(_ treated: Int, _ weight: (Double, Double) -> Double) -> Double {
            let (t, c) = (2 * Self.odds * Double(treated), Self.odds * Double(Self.seen - treated))
            return weight(t, c) / (1 + t + c)
        }
        let all = Array(treatedShown.values)
        for (arm, share) in [(UInt8(1), { (t: Double, _: Double) in t }), (0, { (_: Double, c: Double) in c })] {
            let means = all.map { expected($0, share) }
            let mean = means.reduce(0, +)
            let variance = means.reduce(0) { $0 + $1 * (1 - $1) }
            let bought = run.records(.checkout).count { $0.arm == arm }
            #expect(GoodnessOfFit.normal((Double(bought) - mean) / variance.squareRoot()) > GoodnessOfFit.falseAlarm)
        }
    }

    /// What was liked counts a part of what was carted, and so does what stands in for another category; 1e-5 a check.
    @Test(arguments: TestSeeds.two)
    func likesAndSubstitutesWeighLess(seed: UInt64) throws {
        var market = Self.market()
        market.market.wishes.likedWeight = 0.5
        market.market.wishes.substituteWeight = 0.2
        market.everywhere {
            $0.choice.likeRate = 1
            $0.choice.cartRate = 0
            $0.choice.checkoutRate = 0.4
        }
        let run = try market.run(seed: seed)
        let categories = run.records(.listingCreated).map(\.slot)
        let odds = 0.4 / 0.6 * 0.5
        // Everybody looks for the first category.
        let chances = Dictionary(grouping: run.records(.exposure)) { [$0.user, $0.session] }.values.map { shown in
            let weight = shown.reduce(0.0) { $0 + odds * (categories[Int($1.listing)] == 0 ? 1 : 0.2) }
            return (happened: weight / (1 + weight), own: shown.count { categories[Int($0.listing)] == 0 })
        }
        let mean = chances.reduce(0) { $0 + $1.happened }
        let variance = chances.reduce(0) { $0 + $1.happened * (1 - $1.happened) }
        let z = (Double(run.count(.checkout)) - mean) / variance.squareRoot()
        #expect(GoodnessOfFit.normal(z) > GoodnessOfFit.falseAlarm)
        #expect(chances.contains { $0.own != Self.seen })
    }

    @Test func aPurchaseEndsTheWish() throws {
        var market = Self.market { $0.market.wishes.linger = 1 }
        market.everywhere { $0.choice.checkoutRate = 1 }
        // What is certain to be bought is bought once in a session, though five listings were carted.
        let once = try market.run()
        #expect(once.count(.checkout) == once.records(.sessionEnd).count { $0.time < once.setup.browsingEnd })
        market.market.wishes.unitsMean = 3
        let several = try market.run()
        let purchases = Dictionary(grouping: several.records(.checkout)) { [$0.user, $0.session] }.mapValues(\.count)
        #expect(purchases.values.contains { $0 > 1 })
        #expect(purchases.values.allSatisfy { $0 <= Self.seen })
    }

    @Test func aWishLingersOrEndsWithItsSession() throws {
        func carriedOver(_ linger: Double, lifetime: Int64 = 30 * 86_400_000) throws -> Int {
            var market = Self.market()
            market.market.wishes.linger = linger
            market.market.wishes.lifetime = lifetime
            let records = try market.run().records
            var current: [UInt32: UInt32] = [:]
            return records.count { record in
                if record.kind == .sessionStart { current[record.user] = record.session }
                return record.kind == .checkout && current[record.user] != record.session
            }
        }
        #expect(try carriedOver(0) == 0)
        #expect(try carriedOver(1) > 50)
        #expect(try carriedOver(1, lifetime: 1) == 0, "a wish whose time is over is given up")
    }

    @Test func withoutAWishNothingIsBought() throws {
        var market = Self.market { $0.market.wishes.arrival = 0 }
        market.everywhere {
            $0.choice.checkoutRate = 1
            $0.offers.rate = 1
        }
        let run = try market.run()
        #expect(run.count(.cart) > 1_000)
        #expect(run.count(.checkout) == 0 && run.count(.offer) == 0)
    }

    @Test func aWishThatComesBackLooksForTheSameAgain() throws {
        func sharesOfSameCategory(returns: Double) throws -> Double {
            var market = Self.market { $0.market.wishes.returns = returns }
            for user in market.loaded.users?.indices ?? 0..<0 { market.loaded.users?[user].interests = [0.5, 0.5] }
            market.everywhere {
                $0.choice.checkoutRate = 1
                // Only what is looked for is clicked.
                $0.choice.clickRateUnmatched = 0
                $0.browsing.maximumExposures = 40
            }
            let run = try market.run()
            let categories = run.records(.listingCreated).map(\.slot)
            var latest: [UInt32: UInt16] = [:]
            var (same, all) = (0, 0)
            for purchase in run.records(.checkout) {
                let category = categories[Int(purchase.listing)]
                if let before = latest[purchase.user] {
                    all += 1
                    if before == category { same += 1 }
                }
                latest[purchase.user] = category
            }
            #expect(all > 300)
            return Double(same) / Double(all)
        }
        #expect(try sharesOfSameCategory(returns: 1) == 1)
        let unrelated = try sharesOfSameCategory(returns: 0)
        #expect(unrelated > 0.35 && unrelated < 0.65)
    }

    /// Everybody wants the one unit of the best listing: the next best is bought when it is gone.
    @Test func whatIsSoldOutByThenLeavesTheChoiceToTheNextBest() throws {
        var market = Self.market()
        market.market.listings.singleUnitShare = 1
        market.market.listings.initial = 1_000
        market.everywhere {
            $0.choice.checkoutRate = 1
            $0.orders.paymentShare = 1
        }
        let run = try market.run()
        let books = Bookkeeper(run.records)
        #expect(books.faults.isEmpty && run.violations.isEmpty)
        #expect(run.count(.checkout) > 700)
    }

    @Test func ofSeveralOffersForAWishOneAtMostIsTakenUp() throws {
        func taken(_ isActive: Bool) throws -> Int {
            var market = Self.market { $0.market.wishes.active = isActive }
            market.everywhere {
                $0.choice.cartRate = 0
                $0.offers.rate = 1
                $0.offers.acceptShare = 1
                $0.offers.acceptedTakenShare = 1
                $0.offers.answerDelay = 60_000
                $0.orders.paymentShare = 1
            }
            let run = try market.run()
            #expect(Bookkeeper(run.records).faults.isEmpty)
            let takenOfSession = Dictionary(grouping: run.records(.offerTaken)) { [$0.user, $0.session] }
            return takenOfSession.values.map(\.count).max() ?? 0
        }
        #expect(try taken(true) == 1)
        #expect(try taken(false) == Self.seen)
    }

    /// Whoever keeps fewer listings in mind than were carted chooses among those seen last; 1e-5 a check.
    @Test(arguments: TestSeeds.two, [1, 2, 4])
    func whatIsForgottenIsNotBought(seed: UInt64, considered: Int) throws {
        var market = Self.market()
        market.market.wishes.considered = Int64(considered)
        let run = try market.run(seed: seed)
        let sessions = run.records(.sessionEnd).filter { $0.detail == UInt32(Self.seen) }.count
        let weight = Double(considered) * Self.odds
        #expect(sessions > 800)
        #expect(
            GoodnessOfFit.binomial(run.count(.checkout), of: sessions, weight / (1 + weight)) > GoodnessOfFit.falseAlarm
        )
        #expect(run.records(.checkout).allSatisfy { Int($0.slot) >= Self.seen - considered })
    }

    @Test func wishesThatAreNotActiveLeaveNoTrace() throws {
        var market = TestMarket("no wishes") { $0.market.wishes.active = false }
        let plain = try market.run()
        market.market.wishes.arrival = 0.3
        market.market.wishes.linger = 0.9
        market.market.wishes.unitsMean = 4
        #expect(try market.run().digest == plain.digest)
    }
}
