/// Checks at the end of a world that stock and money were conserved; a violation fails the run.
struct Conservation {
    /// What does not add up, a sentence each; empty when all is well.
    static func violations(in state: borrowing MarketState) -> [String] {
        var violations = stockViolations(in: state)
        violations += moneyViolations(in: state)
        return violations
    }

    private static func stockViolations(in state: borrowing MarketState) -> [String] {
        let listings = UInt32(state.listings.count)
        var sold = [Int32](repeating: 0, count: state.listings.count)
        var reserved = sold
        for order in 0..<UInt32(state.orders.count) {
            let listing = Int(state.orders[order].listing)
            switch state.orders[order].state {
            case .open: reserved[listing] += 1
            case .paid, .refunded: sold[listing] += 1
            case .lapsed: break
            }
        }
        var violations: [String] = []
        for listing in 0..<listings {
            let offered = state.listings.unitsOffered[listing]
            let forSale = state.listings.unitsForSale[listing]
            let kept =
                forSale + state.listings.unitsReserved[listing] + state.listings.unitsSold[listing]
                + state.listings.unitsWithdrawn[listing]
            if offered != kept || forSale < 0 {
                violations.append("listing \(listing) offered \(offered) units but accounts for \(kept)")
            }
            if sold[Int(listing)] != state.listings.unitsSold[listing]
                || reserved[Int(listing)] != state.listings.unitsReserved[listing]
            {
                violations.append("listing \(listing) was sold \(sold[Int(listing)]) times by its orders but \(state.listings.unitsSold[listing]) by its stock")
            }
            if state.listings.state[listing] == .ended, forSale != 0 {
                violations.append("listing \(listing) has ended but still offers \(forSale) units")
            }
        }
        return violations
    }

    private static func moneyViolations(in state: borrowing MarketState) -> [String] {
        var paid: Int64 = 0
        var refunded: Int64 = 0
        for order in 0..<UInt32(state.orders.count) {
            switch state.orders[order].state {
            case .paid: paid += state.orders[order].price
            case .refunded:
                paid += state.orders[order].price
                refunded += state.orders[order].price
            case .open, .lapsed: break
            }
        }
        let ledger = state.ledger
        var violations: [String] = []
        if ledger.paid != ledger.received + ledger.fees + ledger.refunded {
            violations.append(
                "buyers paid \(ledger.paid) but sellers hold \(ledger.received), the platform \(ledger.fees), and \(ledger.refunded) were refunded")
        }
        if ledger.paid != paid || ledger.refunded != refunded {
            violations.append(
                "the ledger says \(ledger.paid) paid and \(ledger.refunded) refunded, the orders say \(paid) and \(refunded)")
        }
        return violations
    }
}
