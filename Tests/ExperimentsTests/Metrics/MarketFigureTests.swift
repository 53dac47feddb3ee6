import Experiments
import Foundation
import Marketplace
import Testing

/// Figures of listings and sellers, and the funnel, against what a stranger counts in the journal.
struct MarketFigureTests {
    private static func scene() throws -> (plan: Plan, outcome: FeedReplication, records: [JournalRecord]) {
        let plan = TestPlans.busy {
            $0.schedule.warmup = 86_400_000
            $0.schedule.experiment = 11 * 86_400_000
            $0.market.listings.markdownAfter = 86_400_000
        }
        let (outcome, journals) = try TestPlans.replication(plan)
        return (plan, outcome, journals[.experiment] ?? [])
    }

    @Test func figuresOfListingsAndSellersAreThoseOfTheJournal() throws {
        let (plan, outcome, records) = try MarketFigureTests.scene()
        let readout = Readout(plan, replications: [outcome], version: "", command: "")
        func figure(_ name: String) -> Double? {
            readout.marketFigures.first { $0.name == name }?.experiment.estimate
        }
        let start = plan.schedule.warmup
        let created = records.filter { $0.kind == .listingCreated }
        let paid = records.filter { $0.kind == .payment && $0.time >= start }
        #expect(paid.count > 200)
        let ages = paid.map { Double($0.time - created[Int($0.listing)].time) / 86_400_000 }.sorted()
        let median = (ages[(ages.count - 1) / 2] + ages[ages.count / 2]) / 2
        #expect(ByHand.agree(figure("time_to_sell"), median))

        let close = start + plan.schedule.experiment
        for days in [1, 7] as [Int64] {
            let watched = created.filter { $0.time >= start && $0.time > 0 && $0.time + days * 86_400_000 <= close }
            let payments = records.filter { $0.kind == .payment }
            let sold = watched.count { listing in
                payments.contains { $0.listing == listing.listing && $0.time <= listing.time + days * 86_400_000 }
            }
            #expect(watched.count > 50)
            #expect(ByHand.agree(figure("sell_through_\(days)d"), Double(sold) / Double(watched.count)))
        }
        // Nothing can be watched for 28 days in nine.
        #expect(figure("sell_through_28d") == nil)

        let checkouts = records.filter { $0.kind == .checkout }
        let markdowns = records.filter { $0.kind == .markdown }
        let cheap = paid.count { payment in
            let checkout = checkouts[Int(payment.detail)]
            return markdowns.contains { $0.listing == payment.listing && $0.time <= checkout.time }
        }
        #expect(cheap > 10)
        #expect(ByHand.agree(figure("markdown_share"), Double(cheap) / Double(paid.count)))

        // Gini: the mean difference of two sellers over twice the mean.
        var sales: [UInt32: Double] = [:]
        for listing in created { sales[listing.user, default: 0] += 0 }
        for payment in paid { sales[created[Int(payment.listing)].user, default: 0] += 1 }
        let units = Array(sales.values)
        let differences = units.reduce(0) { sum, a in sum + units.reduce(0) { $0 + abs(a - $1) } }
        let gini = differences / (2 * Double(units.count) * units.reduce(0, +))
        #expect(ByHand.agree(figure("seller_gini"), gini))
    }

    @Test func theFunnelCountsWhatTheArmsUsersDidInTheExperiment() throws {
        let (plan, outcome, records) = try MarketFigureTests.scene()
        let funnel = Readout(plan, replications: [outcome], version: "", command: "").funnel
        let start = plan.schedule.warmup
        let checkouts = records.filter { $0.kind == .checkout }
        func belongs(_ record: JournalRecord, _ arm: Int) -> Bool {
            let orders: Set<JournalRecord.Kind> = [.payment, .delivery, .refund]
            let time = orders.contains(record.kind) ? checkouts[Int(record.detail)].time : record.time
            return time >= start && UserTotalsTests.arm(of: Int(record.user), .experiment, plan) == arm
        }
        let kinds: [(String, JournalRecord.Kind)] = [
            ("exposures", .exposure), ("clicks", .click), ("offers", .offer), ("checkouts", .checkout),
            ("payments", .payment), ("deliveries", .delivery), ("refunds", .refund),
        ]
        for (name, kind) in kinds {
            let step = funnel.steps.first { $0.name == name }
            let counts = [0, 1].map { arm in records.count { $0.kind == kind && belongs($0, arm) } }
            #expect(step?.control == counts[0] && step?.treatment == counts[1], "\(name)")
            #expect(counts.allSatisfy { $0 > 5 }, "\(name)")
        }
        // The classes of delays are six per cent wide.
        var delays: [Double] = []
        for payment in records where payment.kind == .payment && belongs(payment, 0) {
            delays.append(Double(payment.time - checkouts[Int(payment.detail)].time) / 3_600_000)
        }
        delays.sort()
        let median = funnel.delays.first { $0.name == "payment" }?.control ?? 0
        #expect(abs(median / delays[delays.count / 2] - 1) < 0.1)
    }

    /// The figures are taken of the worlds with nobody treated, and a market of another kind is told apart.
    @Test func aMarketIsSetBesideThePublishedOne() throws {
        let plan = TestPlans.busy { $0.publishedMarket = .mercari }
        let (outcome, journals) = try TestPlans.replication(plan)
        let readout = Readout(plan, replications: [outcome], version: "", command: "")
        let comparison = try #require(readout.comparison)
        #expect(comparison.figures.count == PublishedMarket.mercari.figures.count)
        let window = (journals[.allControl] ?? []).filter {
            (plan.schedule.warmup..<plan.schedule.warmup + plan.schedule.experiment).contains($0.time)
        }
        let carts = try #require(comparison.figures.first { $0.name == "carts per view" })
        let rate = Double(window.count { $0.kind == .cart }) / Double(window.count { $0.kind == .click })
        #expect(ByHand.agree(carts.realised.estimate, rate))
        #expect(ByHand.agree(carts.ratio, rate / 0.0196))
        let check = readout.health.first { $0.name == "published_figures" }
        #expect(check?.status == .warn)
        #expect(check?.message.contains("carts per view") == true)
        let without = Readout(TestPlans.busy(), replications: [outcome], version: "", command: "")
        #expect(without.comparison == nil && !without.health.contains { $0.name == "published_figures" })
    }
}
