import Marketplace
import MarketplaceTesting
import Testing

/// Stock and money recounted by books that were kept from the journal alone.
struct ConservationTests {
    @Test(arguments: ManyMarkets.runs)
    func aUnitIsNeverSoldTwice(market: ManyMarkets.Named) {
        let books = Bookkeeper(market.run.records)
        #expect(books.faults.isEmpty, "\(books.faults.prefix(3))")
        #expect(books.listings.allSatisfy { $0.sold <= $0.offered && $0.forSale >= 0 && $0.reserved >= 0 })
    }

    @Test(arguments: ManyMarkets.runs)
    func everyUnitIsForSaleReservedSoldOrWithdrawn(market: ManyMarkets.Named) {
        let books = Bookkeeper(market.run.records)
        let lost = books.listings.count { $0.offered != $0.forSale + $0.reserved + $0.sold + $0.withdrawn }
        #expect(lost == 0)
        #expect(market.run.violations.isEmpty)
    }

    @Test(arguments: ManyMarkets.runs)
    func theUnitsOfAnExperimentAreThoseForSaleOrReservedAtItsStartAndThoseThatCame(market: ManyMarkets.Named) {
        let start = market.run.setup.experimentStart
        let before = Bookkeeper(market.run.records.filter { $0.time < start })
        let came = market.run.records.filter { $0.kind == .listingCreated && $0.time >= start }
        let offered =
            before.listings.reduce(0) { $0 + $1.forSale + $1.reserved } + came.reduce(0) { $0 + Int($1.detail) }
        // What is for sale at the opening of a market without warm-up is created at time 0, and so counted as come.
        #expect(market.run.unitsOffered == offered)
    }

    @Test(arguments: ManyMarkets.runs)
    func labelsThatCanStillChangeAreCounted(market: ManyMarkets.Named) {
        let setup = market.run.setup
        let orders = Bookkeeper(market.run.records).orders.filter { $0.checkout.time >= setup.experimentStart }
        let refundable = orders.filter { order in
            guard let delivery = order.delivery, order.refund == nil else { return false }
            return delivery.time + setup.arms[Int(order.checkout.arm)].conditions.orders.refundWindow > setup.end
        }
        var expected = LabelMaturity()
        expected.orders = orders.count
        expected.awaitingPayment = orders.count { $0.payment == nil && $0.lapse == nil }
        expected.awaitingDelivery = orders.count { $0.payment != nil && $0.delivery == nil }
        expected.refundable = refundable.count
        #expect(market.run.maturity == expected)
    }

    /// The kinds of ends that the recount is about do occur in these markets.
    @Test func theMarketsHaveSalesLapsesRefundsMarkdownsAndEveryEnd() {
        let records = ManyMarkets.runs.flatMap(\.run.records)
        // Placements and shares of arms are no steps of stock or money; `PlacementTests` and `AllocationTests` have them.
        for kind in JournalRecord.Kind.allCases where ![.placement, .allocation].contains(kind) {
            let count = records.count { $0.kind == kind }
            #expect(count > 50, "\(kind)")
        }
        for end in ListingEnd.allCases {
            let count = records.count { $0.kind == .listingEnded && $0.detail == UInt32(end.rawValue) }
            #expect(count > 50, "\(end)")
        }
    }
}
