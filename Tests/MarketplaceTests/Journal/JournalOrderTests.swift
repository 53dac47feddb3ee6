import Marketplace
import MarketplaceTesting
import Testing

/// What every journal keeps to, in every market.
struct JournalOrderTests {
    /// Where somebody acts on what has just happened, and in no other way is the world another one.
    @Test func whoIsPromptReadsEachRecordAsItIsWritten() throws {
        let market = TestMarket("")
        let (prompt, other) = (PromptReader(), Recorder())
        var world = World(market.setup(seed: 1), policies: market.policies, consumers: [other, prompt])
        let isOver = try world.run()
        let usual = try market.run(seed: 1)
        #expect(isOver && world.digest == usual.digest)
        #expect(prompt.batches == usual.records.map { [$0] })
        #expect(other.records == usual.records)
    }

    @Test(arguments: ManyMarkets.runs)
    func timeNeverRunsBack(market: ManyMarkets.Named) {
        let records = market.run.records
        #expect(market.run.reachedTheEnd)
        #expect(records.count > 300)
        #expect(zip(records, records.dropFirst()).count { $0.time > $1.time } == 0)
        #expect(records.allSatisfy { (0...market.run.setup.end).contains($0.time) })
    }

    @Test(arguments: ManyMarkets.runs)
    func sessionsStartAndEndInPairs(market: ManyMarkets.Named) {
        let visits = Visits(market.run.records)
        #expect(visits.stray == 0)
        #expect(visits.all.count > 3)
        // The follow-up of a day is longer than anybody looks at one listing.
        #expect(visits.all.count { $0.end == nil } == 0)
        #expect(
            visits.all.count { visit in
                guard let end = visit.end else { return true }
                return end.value != end.time - visit.start.time || Int(end.detail) != visit.exposures.count
                    || Int(end.slot) != visit.pages.count
            } == 0)
    }

    @Test(arguments: ManyMarkets.runs)
    func aUserNeverHasTwoSessionsAtOnce(market: ManyMarkets.Named) {
        let visits = Visits(market.run.records)
        #expect(visits.overlapping == 0)
        var next: [UInt32: UInt32] = [:]
        var misnumbered = 0
        for visit in visits.all {
            if visit.start.session != next[visit.start.user, default: 0] { misnumbered += 1 }
            next[visit.start.user] = visit.start.session + 1
        }
        #expect(misnumbered == 0)
    }

    @Test(arguments: ManyMarkets.runs)
    func everyClickHasItsExposureAndEveryLikeItsClick(market: ManyMarkets.Named) {
        var exposure: [UInt32: JournalRecord] = [:]
        var clicked: [UInt32: Bool] = [:]
        var carted: [UInt32: Bool] = [:]
        var faults = 0
        var faultsOfOffers = 0
        var isAgreed = false
        for record in market.run.records {
            defer { isAgreed = record.kind == .offerTaken }
            switch record.kind {
            case .checkout where isAgreed || market.run.setup.market.wishes.active: break
            case .offer:
                let shown = exposure[record.user]
                if shown?.listing != record.listing || shown?.time != record.time || clicked[record.user] != true {
                    faultsOfOffers += 1
                }
            case .exposure:
                exposure[record.user] = record
                clicked[record.user] = false
                carted[record.user] = false
            case .click, .like, .cart, .checkout:
                guard let shown = exposure[record.user], shown.session == record.session, shown.time == record.time,
                    shown.listing == record.listing, shown.slot == record.slot, shown.value == record.value,
                    shown.detail == 0
                else {
                    faults += 1
                    continue
                }
                if record.kind != .click, clicked[record.user] != true { faults += 1 }
                if record.kind == .click { clicked[record.user] = true }
                if record.kind == .checkout, carted[record.user] != true { faults += 1 }
                if record.kind == .cart { carted[record.user] = true }
            default: break
            }
        }
        #expect(market.run.count(.click) > 5)
        #expect(faults == 0)
        #expect(faultsOfOffers == 0)
    }

    @Test(arguments: ManyMarkets.runs)
    func nobodyBrowsesListsOrWithdrawsAfterTheMarketCloses(market: ManyMarkets.Named) {
        let late = market.run.records.filter { $0.time >= market.run.setup.browsingEnd }
        let allowed: Set<JournalRecord.Kind> = [
            .payment, .lapse, .delivery, .refund, .sessionEnd, .listingEnded, .adOrder, .adCharge,
        ]
        #expect(late.count { !allowed.contains($0.kind) } == 0)
        // What ends then ends because its last unit was paid.
        let ends = late.filter { $0.kind == .listingEnded }
        #expect(ends.allSatisfy { $0.detail == UInt32(ListingEnd.sold.rawValue) })
    }

    @Test(arguments: ManyMarkets.runs)
    func usersAreInTheirArmsFromTheExperimentsStartOnAndInControlBefore(market: ManyMarkets.Named) throws {
        let setup = market.run.setup
        guard case .users(let armOf) = setup.randomisation else { throw ManyMarkets.NotASplitOfUsers() }
        let browsing: Set<JournalRecord.Kind> = [
            .sessionStart, .request, .exposure, .click, .like, .cart, .offer, .sessionEnd,
        ]
        let records = market.run.records.filter { browsing.contains($0.kind) }
        let wrong = records.count { record in
            record.arm != (record.time < setup.experimentStart ? 0 : armOf(record.user))
        }
        #expect(wrong == 0)
        if setup.experimentStart > 0 { #expect(records.contains { $0.arm == 1 }) }
    }

    @Test(arguments: ManyMarkets.runs)
    func anOrderIsPaidOrLapsesIsDeliveredAfterPaymentAndRefundedOnceAtMostAndOnlyAfterDelivery(
        market: ManyMarkets.Named
    ) {
        let setup = market.run.setup
        let orders = Bookkeeper(market.run.records).orders
        let conditions = setup.arms.map(\.conditions.orders)
        let faults = orders.filter { order in
            let terms = conditions[Int(order.checkout.arm)]
            let due = order.checkout.time + terms.paymentWindow
            if let payment = order.payment, payment.time > due { return true }
            if let lapse = order.lapse, lapse.time != due { return true }
            if order.payment == nil, order.lapse == nil, due <= setup.end { return true }
            if let payment = order.payment {
                let latest = payment.time + terms.deliveryWindow
                guard let delivery = order.delivery else { return order.refund != nil || latest <= setup.end }
                if delivery.time < payment.time || delivery.time > latest { return true }
                if let refund = order.refund {
                    return refund.time < delivery.time || refund.time > delivery.time + terms.refundWindow
                }
            }
            return false
        }
        #expect(faults.isEmpty)
    }
}

/// Keeps batches apart.
private final class PromptReader: JournalConsumer {
    private(set) var batches: [[JournalRecord]] = []
    var isPrompt: Bool { true }

    func consume(_ records: borrowing Span<JournalRecord>) {
        batches.append(records.indices.map { records[$0] })
    }
}
