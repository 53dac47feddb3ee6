import Foundation
import Randomness
import Storage

/// Leads an order from checkout through payment or lapse to delivery and perhaps a refund, and books the money.
struct OrderDesk {
    let supply: Supply

    /// A buyer checks out: a unit is reserved and payment awaited. - Precondition: a unit is for sale.
    /// - Parameter price: minor units, as listed or as agreed over an offer.
    @inline(never) func checkOut(_ encounter: Encounter, at price: Int64, in state: inout MarketState) {
        let now = state.now
        let order = state.orders.add(Order(encounter: encounter, price: price, checkout: now))
        supply.reserve(encounter.listing, in: &state)
        write(.checkout, order, in: &state)
        let settings = state.terms[Int(encounter.arm)].conditions.orders
        let block = state.key.block(.order, encounter.user, encounter.listing, encounter.session)
        let delay = OrderDesk.paymentDelay(settings, component: block.uniform(1), within: block.openUniform(2))
        if block.uniform(0) < settings.paymentShare, delay <= settings.paymentWindow {
            state.schedule(.payment, order, at: now + delay)
        } else {
            state.schedule(.lapse, order, at: now + settings.paymentWindow)
        }
    }

    /// The buyer pays, and the unit is sent.
    func pay(_ order: UInt32, in state: inout MarketState) {
        let now = state.now
        state.orders[order].state = .paid
        state.orders[order].payment = now
        let paid = state.orders[order]
        let settings = settings(of: paid, state)
        state.ledger.book(payment: paid.price, fee: Ledger.fee(of: paid.price, takeRate: settings.takeRate))
        state.users.unitsSold[state.listings.seller[paid.encounter.listing]] += 1
        write(.payment, order, in: &state)
        supply.sell(paid.encounter.listing, in: &state)
        let delay = Inverse.logNormal(
            timing(of: paid, state).openUniform(1), median: Double(settings.deliveryDelay),
            sigma: settings.deliveryDelaySigma)
        state.schedule(.delivery, order, at: now + Int64(min(delay, Double(settings.deliveryWindow))))
    }

    /// The payment window closes unpaid.
    func lapse(_ order: UInt32, in state: inout MarketState) {
        state.orders[order].state = .lapsed
        supply.release(state.orders[order].encounter.listing, in: &state)
        write(.lapse, order, in: &state)
    }

    /// The buyer has the unit in hand; if the money is going to be asked back, that is set in motion.
    func deliver(_ order: UInt32, in state: inout MarketState) {
        let now = state.now
        state.orders[order].state = .delivered
        state.orders[order].delivery = now
        let delivered = state.orders[order]
        write(.delivery, order, in: &state)
        let settings = settings(of: delivered, state)
        let encounter = delivered.encounter
        let decision = state.key.block(.order, encounter.user, encounter.listing, encounter.session)
        let delay = Inverse.logNormal(
            timing(of: delivered, state).openUniform(0), median: Double(settings.refundDelay),
            sigma: settings.refundDelaySigma)
        if delay <= Double(settings.refundWindow), decision.uniform(3) < refundChance(delivered, state) {
            state.schedule(.refund, order, at: now + Int64(delay))
        } else {
            state.schedule(.keep, order, at: now + settings.refundWindow)
        }
    }

    /// The buyer gets the money back; the unit does not come back to the market.
    func refund(_ order: UInt32, in state: inout MarketState) {
        state.orders[order].state = .refunded
        let refunded = state.orders[order]
        let takeRate = settings(of: refunded, state).takeRate
        state.ledger.book(refund: refunded.price, fee: Ledger.fee(of: refunded.price, takeRate: takeRate))
        state.users.unitsRefunded[state.listings.seller[refunded.encounter.listing]] += 1
        write(.refund, order, in: &state)
    }

    /// The refund window closes: nothing can happen to the order any more.
    func keep(_ order: UInt32, in state: inout MarketState) { state.orders[order].state = .kept }

    /// Milliseconds from checkout to payment: quick, within a day, or later.
    private static func paymentDelay(_ settings: OrderSettings, component: Double, within uniform: Double) -> Int64 {
        let hour = 3_600_000.0
        if component < settings.quickPaymentShare {
            return Int64(Inverse.exponential(uniform) * Double(settings.quickPaymentMean))
        }
        if component < settings.quickPaymentShare + settings.samedayPaymentShare {
            return Int64((1 + 23 * uniform) * hour)
        }
        return Int64(24 * hour + Inverse.exponential(uniform) * Double(settings.latePaymentMean))
    }

    private func settings(of order: Order, _ state: borrowing MarketState) -> OrderSettings {
        state.terms[Int(order.encounter.arm)].conditions.orders
    }

    /// What the delays of delivery and refund are drawn from.
    private func timing(of order: Order, _ state: borrowing MarketState) -> Block {
        state.key.block(.refund, order.encounter.user, order.encounter.listing, order.encounter.session)
    }

    private func refundChance(_ order: Order, _ state: borrowing MarketState) -> Double {
        let encounter = order.encounter
        let settings = settings(of: order, state)
        let category = state.listings.face[encounter.listing].category
        let level = Inverse.normal(state.key.block(.categoryRefund, UInt32(category), 0, 0).openUniform(0))
        let logOdds =
            Double(state.terms[Int(encounter.arm)].refund)
            + (encounter.misfit ? settings.refundMisfitWeight : 0)
            - settings.refundTasteWeight * Double(encounter.taste)
            + settings.refundPriceWeight * Double(supply.stocking.relativePrice(order.price, category: category))
            + (state.listings.hiddenDefect[encounter.listing] ? settings.refundDefectWeight : 0)
            + settings.refundCategorySigma * level
            + settings.refundPronenessSigma * Double(state.users.refundProneness[encounter.user])
        return 1 / (1 + exp(-logOdds))
    }

    private func write(_ kind: JournalRecord.Kind, _ order: UInt32, in state: inout MarketState) {
        let what = state.orders[order]
        state.journal.write(
            JournalRecord(
                kind, what.encounter, time: state.now, value: what.price, detail: order,
                campaign: state.rememberedExposures.ad(of: what.encounter.row).campaign, creditTime: what.checkout))
    }
}
