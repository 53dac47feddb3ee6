import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// A market without wishes in which every exposure becomes a checkout.
enum ImpulseBuyers {
    static func market(_ change: (inout OrderSettings) -> Void) -> TestMarket {
        var market = TestMarket("impulse buyers")
        market.market.wishes.active = false
        market.market.users.count = 400
        market.market.listings.categories = 2
        market.market.listings.initial = 3_000
        market.standStill()
        market.market.listings.singleUnitShare = 0
        market.market.listings.fewUnitsShare = 0
        market.market.listings.deepUnits = 1_000_000
        market.loaded.users = (0..<400).map { _ in
            var user = LoadedUser(name: "")
            user.interests = [1, 0]
            return user
        }
        market.everywhere {
            $0.choice.clickRateMatched = 1
            $0.choice.clickRateUnmatched = 1
            $0.choice.cartRate = 1
            $0.choice.checkoutRate = 1
            $0.browsing.exitHazard = 0.1
            $0.browsing.driftHazard = 0
            change(&$0.orders)
        }
        market.choosing {
            $0[.retrieval] = PolicyChoice("category-affinity", ["exploration": 1])
            $0[.ranking] = PolicyChoice("random")
        }
        return market
    }
}

struct PaymentTests {
    private static let hour = 3_600_000.0

    /// .4 quick, .25 within a day, .35 later.
    private static func distribution(_ delay: Double) -> Double {
        let quick = 1 - exp(-delay / (hour / 3))
        let sameDay = min(1, max(0, (delay / hour - 1) / 23))
        let late = delay > 24 * hour ? 1 - exp(-(delay - 24 * hour) / (216 * hour)) : 0
        return 0.4 * quick + 0.25 * sameDay + 0.35 * late
    }

    private static func run(_ seed: UInt64, share: Double, window: Int64, followupDays: Double) throws -> MarketRun {
        var market = ImpulseBuyers.market {
            $0.paymentShare = share
            $0.quickPaymentShare = 0.4
            $0.quickPaymentMean = 20 * 60_000
            $0.samedayPaymentShare = 0.25
            $0.latePaymentMean = 9 * 86_400_000
            $0.paymentWindow = window
        }
        market.followupDays = followupDays
        return try market.run(seed: seed)
    }

    /// 1e-5 a check.
    @Test(arguments: TestSeeds.two)
    func paymentsComeAtOnceWithinADayOrLater(seed: UInt64) throws {
        let run = try PaymentTests.run(seed, share: 0.445, window: 30_000_000_000, followupDays: 360)
        let orders = Bookkeeper(run.records).orders
        #expect(orders.count > 5_000)
        let delays = orders.compactMap { order in order.payment.map { Double($0.time - order.checkout.time) + 0.5 } }
        #expect(GoodnessOfFit.binomial(delays.count, of: orders.count, 0.445) > GoodnessOfFit.falseAlarm)
        #expect(GoodnessOfFit.kolmogorov(delays, PaymentTests.distribution) > GoodnessOfFit.falseAlarm)
    }

    /// 1e-5. Whoever would pay after the window closes does not pay.
    @Test(arguments: TestSeeds.two)
    func theWindowCutsOffLatePayments(seed: UInt64) throws {
        let window = Int64(40 * PaymentTests.hour)
        let run = try PaymentTests.run(seed, share: 0.8, window: window, followupDays: 3)
        let orders = Bookkeeper(run.records).orders
        let paid = orders.count { $0.payment != nil }
        let share = 0.8 * PaymentTests.distribution(Double(window))
        #expect(GoodnessOfFit.binomial(paid, of: orders.count, share) > GoodnessOfFit.falseAlarm)
        #expect(orders.allSatisfy { $0.payment != nil || $0.lapse?.time == $0.checkout.time + window })
    }

    @Test(arguments: [0.0, 1.0])
    func nobodyPaysOrEverybodyDoes(share: Double) throws {
        let run = try PaymentTests.run(1, share: share, window: 30_000_000_000, followupDays: 360)
        #expect(run.count(.checkout) > 5_000)
        #expect(run.count(.payment) == (share == 0 ? 0 : run.count(.checkout)))
        #expect(run.count(.lapse) == (share == 0 ? run.count(.checkout) : 0))
    }

    /// The one unit of the one listing is reserved by a checkout, back for sale after the lapse, and reserved again.
    @Test func aLapseReleasesTheUnit() throws {
        var market = ImpulseBuyers.market {
            $0.paymentShare = 0
            $0.paymentWindow = 6 * 3_600_000
        }
        var listing = LoadedListing(name: "the only one", category: 0, price: 10_00)
        listing.units = 1
        market.loaded.listings = [listing]
        let run = try market.run()
        let turns = run.records.filter { [.checkout, .lapse, .listingEnded].contains($0.kind) }
        #expect(turns.count > 20)
        let alternate = turns.enumerated().allSatisfy { $0.element.kind == ($0.offset % 2 == 0 ? .checkout : .lapse) }
        #expect(alternate)
        #expect(run.count(.lapse) == run.count(.checkout))
    }

    @Test func theLastUnitPaidEndsTheListingAsSold() throws {
        var market = ImpulseBuyers.market { $0.paymentShare = 1 }
        market.everywhere { $0.orders.quickPaymentShare = 1 }
        market.loaded.listings = (0..<50).map { index in
            var listing = LoadedListing(name: "", category: 0, price: 10_00)
            listing.units = 1 + index % 3
            return listing
        }
        let run = try market.run()
        #expect(run.count(.payment) == (0..<50).reduce(0) { $0 + 1 + $1 % 3 })
        let ends = run.records(.listingEnded)
        #expect(ends.count == 50)
        #expect(ends.allSatisfy { $0.detail == UInt32(ListingEnd.sold.rawValue) && $0.value == 0 })
    }
}
