import Storage

/// Checks at the end of a world that stock and money were conserved; a violation fails the run.
package enum Conservation {
    /// What does not add up, a sentence each; empty when all is well.
    static func violations(in state: borrowing MarketState) -> [String] {
        var violations = stockViolations(in: state)
        violations += moneyViolations(in: state)
        for order in 0..<UInt32(state.orders.count) {
            violations += Conservation.violations(of: state.orders[order], number: order)
        }
        return violations
    }

    /// Where the units of one listing are, by its own account and by its orders'.
    package struct Stock {
        package var offered: Int32 = 0
        package var forSale: Int32 = 0
        package var reserved: Int32 = 0
        package var sold: Int32 = 0
        package var withdrawn: Int32 = 0
        /// Orders that await payment.
        package var openOrders: Int32 = 0
        /// Orders that were paid, refunded ones among them.
        package var paidOrders: Int32 = 0
        package var hasEnded = false

        package init() {}
    }

    /// What does not add up in the stock of a listing.
    package static func violations(of stock: Stock, listing: UInt32) -> [String] {
        var violations: [String] = []
        let kept = stock.forSale + stock.reserved + stock.sold + stock.withdrawn
        if stock.offered != kept || stock.forSale < 0 || stock.withdrawn < 0 {
            violations.append("listing \(listing) offered \(stock.offered) units but accounts for \(kept)")
        }
        if stock.paidOrders != stock.sold || stock.openOrders != stock.reserved {
            violations.append(
                "listing \(listing) was sold \(stock.paidOrders) times by its orders but \(stock.sold) by its stock, "
                    + "and \(stock.openOrders) orders await payment for \(stock.reserved) units")
        }
        if stock.hasEnded, stock.forSale != 0 {
            violations.append("listing \(listing) has ended but still offers \(stock.forSale) units")
        }
        return violations
    }

    /// What does not add up in the ledger.
    /// - Parameters:
    ///   - paid: minor units, by the orders.
    ///   - refunded: minor units, by the orders.
    package static func violations(of ledger: Ledger, paid: Int64, refunded: Int64) -> [String] {
        var violations: [String] = []
        if ledger.paid != ledger.received + ledger.fees + ledger.refunded {
            violations.append(
                "buyers paid \(ledger.paid) but sellers hold \(ledger.received), the platform \(ledger.fees), "
                    + "and \(ledger.refunded) were refunded")
        }
        if ledger.paid != paid || ledger.refunded != refunded {
            violations.append(
                "the ledger says \(ledger.paid) paid and \(ledger.refunded) refunded, "
                    + "the orders say \(paid) and \(refunded)")
        }
        return violations
    }

    /// What does not add up in the life of an order: nothing is paid before its checkout, delivered before its payment,
    /// or refunded or kept before its delivery.
    static func violations(of order: Order, number: UInt32) -> [String] {
        let wasPaid = order.payment >= order.checkout
        let wasDelivered = wasPaid && order.delivery >= order.payment && order.delivery > 0
        let isSound =
            switch order.state {
            case .open, .lapsed: order.payment == 0 && order.delivery == 0
            case .paid: wasPaid && order.delivery == 0
            case .delivered, .refunded, .kept: wasDelivered
            }
        return isSound
            ? []
            : [
                "order \(number) is \(order.state) with checkout at \(order.checkout), payment at \(order.payment) and "
                    + "delivery at \(order.delivery)"
            ]
    }

    private static func stockViolations(in state: borrowing MarketState) -> [String] {
        var stocks = [Stock](repeating: Stock(), count: state.listings.count)
        for order in 0..<UInt32(state.orders.count) {
            let listing = Int(state.orders[order].encounter.listing)
            switch state.orders[order].state {
            case .open: stocks[listing].openOrders += 1
            case .paid, .delivered, .refunded, .kept: stocks[listing].paidOrders += 1
            case .lapsed: break
            }
        }
        var violations: [String] = []
        for listing in 0..<UInt32(state.listings.count) {
            var stock = stocks[Int(listing)]
            stock.offered = state.listings.unitsOffered[listing]
            stock.forSale = state.listings.unitsForSale[listing]
            stock.reserved = state.listings.unitsReserved[listing]
            stock.sold = state.listings.unitsSold[listing]
            stock.withdrawn = state.listings.unitsWithdrawn[listing]
            stock.hasEnded = state.listings.state[listing] == .ended
            violations += Conservation.violations(of: stock, listing: listing)
        }
        return violations
    }

    private static func moneyViolations(in state: borrowing MarketState) -> [String] {
        var paid: Int64 = 0
        var refunded: Int64 = 0
        for order in 0..<UInt32(state.orders.count) {
            switch state.orders[order].state {
            case .paid, .delivered, .kept: paid += state.orders[order].price
            case .refunded:
                paid += state.orders[order].price
                refunded += state.orders[order].price
            case .open, .lapsed: break
            }
        }
        return violations(of: state.ledger, paid: paid, refunded: refunded)
    }
}
