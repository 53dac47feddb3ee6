import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

struct DeliveryTests {
    /// 1e-5. What would take longer than the window is delivered at its end.
    @Test(arguments: TestSeeds.two)
    func whatIsPaidIsDeliveredAfterALognormalTimeWithinTheWindow(seed: UInt64) throws {
        let (hour, window) = (3_600_000.0, 60 * 3_600_000.0)
        var market = ImpulseBuyers.market {
            $0.paymentShare = 1
            $0.quickPaymentShare = 1
            $0.deliveryDelay = Int64(24 * hour)
            $0.deliveryDelaySigma = 0.7
            $0.deliveryWindow = Int64(window)
        }
        market.followupDays = 6
        let orders = Bookkeeper(try market.run(seed: seed).records).orders.filter { $0.payment != nil }
        #expect(orders.count > 5_000)
        let delays = orders.compactMap { order in
            order.delivery.map { Double($0.time - (order.payment?.time ?? 0)) + 0.5 }
        }
        #expect(delays.count == orders.count)
        func distribution(_ delay: Double) -> Double {
            delay <= 0 ? 0 : GoodnessOfFit.standardNormal(log(delay / (24 * hour)) / 0.7)
        }
        let early = delays.filter { $0 < window }
        let share = distribution(window)
        #expect(GoodnessOfFit.binomial(early.count, of: delays.count, share) > GoodnessOfFit.falseAlarm)
        #expect(GoodnessOfFit.kolmogorov(early) { distribution($0) / share } > GoodnessOfFit.falseAlarm)
        #expect(delays.allSatisfy { $0 <= window + 0.5 })
    }

    /// Everybody wants the money back at once, and nobody gets it before the parcel.
    @Test func nothingIsRefundedBeforeItIsDelivered() throws {
        var market = ImpulseBuyers.market {
            $0.paymentShare = 1
            $0.quickPaymentShare = 1
            $0.refundRate = 0.99
            $0.refundDelay = 1
        }
        market.followupDays = 3
        let orders = Bookkeeper(try market.run().records).orders
        #expect(orders.count { $0.refund != nil } > 1_000)
        #expect(orders.count { $0.payment != nil && $0.delivery == nil } > 100)
        #expect(
            orders.allSatisfy { order in
                guard let refund = order.refund else { return true }
                return order.delivery.map { $0.time <= refund.time } ?? false
            })
    }
}
