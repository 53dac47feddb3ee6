import Foundation
import Randomness

/// Leads an order from checkout through payment or lapse to a refund, and books the money.
struct OrderDesk {
    let supply: Supply

    /// A buyer checks out: a unit is reserved and payment awaited. - Precondition: a unit is for sale.
    func checkOut(_ session: Session, listing: UInt32, slot: UInt16, in state: inout MarketState) {
        let now = state.now
        let price = state.listings.face[listing].price
        let order = state.orders.add(
            Order(
                user: session.user, listing: listing, session: session.ordinal, slot: slot, arm: session.arm,
                misfit: state.listings.face[listing].category != session.intent, price: price, checkout: now))
        supply.reserve(listing, in: &state)
        write(.checkout, order, in: &state)
        let settings = state.terms[Int(session.arm)].conditions.orders
        let block = state.key.block(.order, session.user, listing, session.ordinal)
        let delay = OrderDesk.paymentDelay(settings, component: block.uniform(1), within: block.openUniform(2))
        if block.uniform(0) < settings.paymentShare, delay <= settings.paymentWindow {
            state.schedule(.payment, order, at: now + delay)
        } else {
            state.schedule(.lapse, order, at: now + settings.paymentWindow)
        }
    }

    /// The buyer pays; if a refund is going to be asked for, it is set in motion.
    func pay(_ order: UInt32, in state: inout MarketState) {
        let now = state.now
        state.orders[order].state = .paid
        state.orders[order].payment = now
        let paid = state.orders[order]
        let settings = state.terms[Int(paid.arm)].conditions.orders
        state.ledger.book(payment: paid.price, fee: Ledger.fee(of: paid.price, takeRate: settings.takeRate))
        write(.payment, order, in: &state)
        supply.sell(paid.listing, in: &state)
        let decision = state.key.block(.order, paid.user, paid.listing, paid.session)
        guard decision.uniform(3) < refundChance(paid, state) else { return }
        let timing = state.key.block(.refund, paid.user, paid.listing, paid.session)
        let delay = Inverse.logNormal(
            timing.openUniform(0), median: Double(settings.refundDelay), sigma: settings.refundDelaySigma)
        guard delay <= Double(settings.refundWindow) else { return }
        state.schedule(.refund, order, at: now + Int64(delay))
    }

    /// The payment window closes unpaid.
    func lapse(_ order: UInt32, in state: inout MarketState) {
        state.orders[order].state = .lapsed
        supply.release(state.orders[order].listing, in: &state)
        write(.lapse, order, in: &state)
    }

    /// The buyer gets the money back; the unit does not come back to the market.
    func refund(_ order: UInt32, in state: inout MarketState) {
        state.orders[order].state = .refunded
        let refunded = state.orders[order]
        let takeRate = state.terms[Int(refunded.arm)].conditions.orders.takeRate
        state.ledger.book(refund: refunded.price, fee: Ledger.fee(of: refunded.price, takeRate: takeRate))
        write(.refund, order, in: &state)
    }

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

    private func refundChance(_ order: Order, _ state: borrowing MarketState) -> Double {
        let terms = state.terms[Int(order.arm)]
        let settings = terms.conditions.orders
        let logOdds =
            Double(terms.refund) + (order.misfit ? settings.refundMisfitWeight : 0)
            + (state.listings.hiddenDefect[order.listing] ? settings.refundDefectWeight : 0)
            + Double(state.users.refundProneness[order.user]) * settings.refundPronenessSigma
        return 1 / (1 + exp(-logOdds))
    }

    private func write(_ kind: JournalRecord.Kind, _ order: UInt32, in state: inout MarketState) {
        let what = state.orders[order]
        state.journal.write(
            JournalRecord(
                time: state.now, value: what.price, user: what.user, session: what.session, listing: what.listing,
                detail: order, kind: kind, arm: what.arm, slot: what.slot))
    }
}
