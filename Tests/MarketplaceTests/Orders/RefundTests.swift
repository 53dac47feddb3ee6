import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Randomness
import Testing

struct RefundTests {
    private static func orders(
        _ seed: UInt64, defects: Double = 0, _ change: (inout OrderSettings) -> Void
    ) throws -> [Bookkeeper.Order] {
        var market = ImpulseBuyers.market {
            $0.paymentShare = 1
            $0.quickPaymentShare = 1
            $0.refundPronenessSigma = 0
            $0.refundMisfitWeight = 0
            $0.refundTasteWeight = 0
            $0.refundPriceWeight = 0
            $0.refundCategorySigma = 0
            $0.refundDelay = 12 * 3_600_000
            $0.refundWindow = 30 * 86_400_000
            change(&$0)
        }
        market.market.listings.hiddenDefectShare = defects
        market.followupDays = 50
        let run = try market.run(seed: seed)
        return Bookkeeper(run.records).orders.filter { $0.payment != nil }
    }

    /// 1e-5 a check. Buyers look for category 0; what they buy in category 1 is a misfit.
    @Test(arguments: TestSeeds.two)
    func aMisfitAddsToTheLogOddsOfARefund(seed: UInt64) throws {
        var market = ImpulseBuyers.market {
            $0.paymentShare = 1
            $0.quickPaymentShare = 1
            $0.refundRate = 0.12
            $0.refundPronenessSigma = 0
            $0.refundTasteWeight = 0
            $0.refundPriceWeight = 0
            $0.refundCategorySigma = 0
            $0.refundMisfitWeight = 1.4
            $0.refundWindow = 30 * 86_400_000
        }
        market.market.listings.hiddenDefectShare = 0
        market.followupDays = 50
        let run = try market.run(seed: seed)
        let categories = run.records(.listingCreated).map(\.slot)
        let orders = Bookkeeper(run.records).orders
        for (category, weight) in [(UInt16(0), 0.0), (1, 1.4)] {
            let paid = orders.filter { $0.payment != nil && categories[Int($0.checkout.listing)] == category }
            let chance = Logit.chance(Logit.logOdds(0.12) + weight)
            let p = GoodnessOfFit.binomial(paid.count { $0.refund != nil }, of: paid.count, chance)
            #expect(paid.count > 1_000)
            #expect(p > GoodnessOfFit.falseAlarm, "category \(category)")
        }
    }

    /// 1e-5 a check.
    @Test(arguments: TestSeeds.two, [0.0, 1.0])
    func aHiddenDefectAddsToTheLogOddsOfARefund(seed: UInt64, defects: Double) throws {
        let orders = try RefundTests.orders(seed, defects: defects) {
            $0.refundRate = 0.1
            $0.refundDefectWeight = 1.7
        }
        let chance = Logit.chance(Logit.logOdds(0.1) + 1.7 * defects)
        let p = GoodnessOfFit.binomial(orders.count { $0.refund != nil }, of: orders.count, chance)
        #expect(p > GoodnessOfFit.falseAlarm)
    }

    /// 1e-5. Users are the units of the test: their proneness is theirs for good.
    @Test(arguments: TestSeeds.two)
    func someUsersSendMoreBackThanOthers(seed: UInt64) throws {
        let orders = try RefundTests.orders(seed) {
            $0.refundRate = 0.2
            $0.refundPronenessSigma = 1.5
        }
        let chance = (0..<2_000).reduce(0.0) {
            $0 + Logit.chance(Logit.logOdds(0.2) + 1.5 * Inverse.normal((Double($1) + 0.5) / 2_000)) / 2_000
        }
        var excess = [UInt32: Double]()
        for order in orders { excess[order.checkout.user, default: 0] += (order.refund == nil ? 0 : 1) - chance }
        let squares = excess.values.reduce(0) { $0 + $1 * $1 }
        let t = excess.values.reduce(0, +) / squares.squareRoot()
        let p = GoodnessOfFit.studentT(t, degreesOfFreedom: Double(excess.count - 1))
        #expect(p > GoodnessOfFit.falseAlarm)
        // Twice the spread that equal users would have.
        #expect(squares > 2 * chance * (1 - chance) * Double(orders.count))
    }

    /// 1e-5 a check: how many come within the window, and when.
    @Test(arguments: TestSeeds.two)
    func refundsComeAfterALognormalTimeButNotAfterTheWindow(seed: UInt64) throws {
        let window = 30 * 3_600_000.0
        let orders = try RefundTests.orders(seed) {
            $0.refundRate = 0.6
            $0.refundDelaySigma = 0.8
            $0.refundWindow = Int64(window)
        }
        func distribution(_ delay: Double) -> Double {
            delay <= 0 ? 0 : GoodnessOfFit.standardNormal(log(delay / (12 * 3_600_000)) / 0.8)
        }
        let delays = orders.compactMap { order in
            order.refund.map { Double($0.time - (order.delivery?.time ?? 0)) + 0.5 }
        }
        let p = GoodnessOfFit.binomial(delays.count, of: orders.count, 0.6 * distribution(window))
        #expect(p > GoodnessOfFit.falseAlarm)
        #expect(delays.allSatisfy { $0 <= window + 0.5 })
        let within = GoodnessOfFit.kolmogorov(delays) { distribution($0) / distribution(window) }
        #expect(within > GoodnessOfFit.falseAlarm)
    }
}
