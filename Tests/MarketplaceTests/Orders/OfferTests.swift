import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// A market in which every exposure becomes an offer and nothing goes through the cart.
enum Hagglers {
    static func market(_ change: (inout OfferSettings) -> Void) -> TestMarket {
        var market = ImpulseBuyers.market { $0.paymentShare = 1 }
        market.market.users.priceSensitivity = 0
        market.everywhere {
            $0.choice.cartRate = 0
            $0.offers.rate = 1
            $0.offers.answerDelay = 3_600_000
            change(&$0.offers)
        }
        return market
    }
}

struct OfferTests {
    private static func books(_ seed: UInt64, _ change: (inout OfferSettings) -> Void) throws -> Bookkeeper {
        let books = Bookkeeper(try Hagglers.market(change).run(seed: seed).records)
        #expect(books.faults.isEmpty, "\(books.faults.prefix(3))")
        return books
    }

    /// The market goes on as if nobody had offered anything: every other record is the same.
    @Test(arguments: TestSeeds.two)
    func anIgnoredOfferChangesNothing(seed: UInt64) throws {
        func run(rate: Double) throws -> MarketRun {
            var market = TestMarket("haggling in vain")
            market.everywhere {
                $0.choice.checkoutRate = 0.6
                $0.offers.rate = rate
                $0.offers.acceptShare = 0
                $0.offers.counterShare = 0
            }
            return try market.run(seed: seed)
        }
        let (with, without) = (try run(rate: 0.5), try run(rate: 0))
        #expect(with.count(.offer) > 100)
        #expect(without.count(.offer) == 0)
        #expect(with.records.filter { $0.kind != .offer } == without.records)
    }

    /// 1e-5 a check: shares of the answers, and how many of them are taken up.
    @Test(arguments: TestSeeds.two)
    func sellersAcceptCounterOrIgnoreAndBuyersTakeItUpOrNot(seed: UInt64) throws {
        let books = try OfferTests.books(seed) {
            $0.acceptShare = 0.3
            $0.counterShare = 0.5
            $0.acceptedTakenShare = 0.6
            $0.counterTakenShare = 0.25
            $0.answerDelaySigma = 0
        }
        // The market closes after seven days: what was made two hours before has had its answers.
        let offers = books.offers.filter { $0.made.time < TestMarket.milliseconds(7) - 3 * 3_600_000 }
        #expect(offers.count > 5_000)
        let accepted = offers.filter { $0.answer?.kind == .offerAccepted }
        let countered = offers.filter { $0.answer?.kind == .offerCountered }
        let answers = GoodnessOfFit.chiSquare(
            [accepted.count, countered.count, offers.count - accepted.count - countered.count], [0.3, 0.5, 0.2])
        #expect(answers > GoodnessOfFit.falseAlarm)
        for (kind, share) in [(accepted, 0.6), (countered, 0.25)] {
            let taken = kind.count { $0.taken != nil }
            #expect(GoodnessOfFit.binomial(taken, of: kind.count, share) > GoodnessOfFit.falseAlarm)
        }
        #expect(offers.allSatisfy { $0.answer == nil || $0.answer?.time == $0.made.time + 3_600_001 })
        #expect(books.orders.count == books.offers.count { $0.taken != nil })
    }

    /// 1e-5 a check. Prices are high enough that rounding does not show.
    @Test(arguments: TestSeeds.two)
    func anOfferTakesUpToTwiceTheMeanDiscountOffAndACounterMeetsItHalfway(seed: UInt64) throws {
        var market = Hagglers.market {
            $0.discount = 0.2
            $0.counterConcession = 0.5
            $0.acceptShare = 0
            $0.counterShare = 1
            $0.counterTakenShare = 1
        }
        market.market.listings.priceMedian = 90_000_00
        market.market.listings.priceSigma = 0.01
        market.market.listings.categoryPriceSigma = 0
        market.market.listings.priceMaximum = 200_000_00
        let books = Bookkeeper(try market.run(seed: seed).records)
        let discounts = books.offers.map {
            1 - Double($0.made.value) / Double(books.listings[Int($0.made.listing)].price)
        }
        #expect(GoodnessOfFit.kolmogorov(discounts) { $0 / 0.4 } > GoodnessOfFit.falseAlarm)
        let countered = books.offers.filter { $0.answer != nil }
        #expect(countered.count > 3_000)
        #expect(
            countered.allSatisfy { offer in
                let price = books.listings[Int(offer.made.listing)].price
                return abs(2 * (offer.answer?.value ?? 0) - price - offer.made.value) <= 1
            })
        #expect(books.orders.count > 3_000)
    }

    /// Everybody offers for the one unit of the one listing, and every seller accepts: it is sold once.
    @Test func aUnitThatIsGoneIsNotSoldToTheNextWhoOffered() throws {
        var market = Hagglers.market {
            $0.acceptShare = 1
            $0.acceptedTakenShare = 1
        }
        var listing = LoadedListing(name: "the only one", category: 0, price: 10_00)
        listing.units = 1
        market.loaded.listings = [listing]
        let run = try market.run()
        #expect(run.count(.offer) > 3)
        #expect(run.count(.payment) == 1)
        #expect(run.violations.isEmpty)
        #expect(Bookkeeper(run.records).faults.isEmpty)
    }

    /// The dearer a listing is for its category, the likelier an offer.
    @Test func dearListingsDrawMoreOffers() throws {
        var market = Hagglers.market { $0.rate = 0.1 }
        market.market.users.priceSensitivity = 1.5
        market.market.listings.categoryPriceSigma = 0
        let run = try market.run()
        let median = Double(market.market.listings.priceMedian)
        func rate(_ isDear: (Double) -> Bool) -> Double {
            func count(_ kind: JournalRecord.Kind) -> Double {
                let prices = run.records(.listingCreated).map { Double($0.value) }
                return Double(run.records(kind).count { isDear(prices[Int($0.listing)] / median) })
            }
            return count(.offer) / count(.click)
        }
        #expect(rate { $0 > 2 } > 2 * rate { $0 < 0.5 })
    }
}
