import Experiments
import Marketplace
import Statistics
import Testing

/// What a run keeps of each unit follows from its metrics.
struct KeptQuantitiesTests {
    private static func kept(_ metrics: [Metric]) -> KeptQuantities { KeptQuantities(metrics: metrics) }

    @Test func theQuantitiesOfOneMetricAreItsOwnAndTheSizeOfAUnit() {
        #expect(Self.kept([.ctr]).measured == [.exposures, .clicks, .members])
        #expect(Self.kept([.sellThrough]).measured == [.units, .members])
    }

    @Test func theOrderOfMetricsDoesNotMatter() {
        #expect(Self.kept(Metric.all) == Self.kept(Metric.all.reversed()))
    }

    @Test func aWorldKeepsMomentsOfItsQuantitiesOnly() throws {
        let plan = TestPlans.busy { $0.metrics = ["ctr", "ad_revenue"] }
        let (outcome, _) = try TestPlans.replication(plan)
        let units = outcome.experiment.units
        #expect(units.quantities == ["exposures", "clicks", "ad_revenue", "members"])
        #expect(units.arms.allSatisfy { $0.variables == 8 })
        #expect(units.keeps(.ctr) && !units.keeps(.gmv))
    }

    /// What is read of a metric, and what the funnel counts, does not depend on what else is kept.
    @Test func aMetricIsTheSameBesideOthersAndAlone() throws {
        let all = TestPlans.busy()
        let whole = try TestPlans.readout(all)
        for metric in [Metric.gmv, .ecvr, .sellThrough, .servingCost, .retention, .organicGMV] {
            var alone = all
            alone.metrics = [metric.name]
            let readout = try TestPlans.readout(alone)
            #expect(readout.metrics == whole.metrics.filter { $0.name == metric.name })
            #expect(readout.funnel == whole.funnel)
        }
    }

    /// An amount of 32 bits and ten counts of 16, in the warm-up those of the metrics once more, in whole words.
    @Test func aRowIsAsWideAsItsTotals() {
        let layout = TotalsLayout(Self.kept([.gmv, .ctr]), hasWarmup: true, conditions: [Conditions()])
        // gmv; exposures, clicks, likes, offers, carts, checkouts, orders, deliveries, refunds, refusals; gmv, exposures, clicks.
        #expect(layout.stride == 4 + 10 * 2 + 4 + 2 * 2)
    }

    /// A cost that differs between arms is added up by the arm of each record, one that does not is a count times the cost.
    @Test(arguments: [(3, 3), (2, 3)] as [(Int64, Int64)])
    func aWeightIsThatOfTheRecordsArm(costs: (Int64, Int64)) {
        let conditions = [costs.0, costs.1].map { cost in
            var conditions = Conditions()
            conditions.feed.requestCost = cost
            return conditions
        }
        let quantities = Self.kept([.servingCost])
        let totals = UserTotals(
            users: 2, experimentStart: 0, browsingEnd: 100, quantities: quantities, conditions: conditions)
        let records = [(user: 0, arm: 0), (0, 1), (1, 1), (1, 1)].map { user, arm in
            JournalRecord(
                time: 1, value: 0, user: UInt32(user), session: 0, listing: 0, detail: 0, kind: .request,
                arm: UInt8(arm), slot: 0)
        }
        totals.consume(records.span)
        var unit = UnitRow(quantities)
        totals.read(0, into: &unit.values)
        #expect(unit.values[0] == Double(costs.0 + costs.1))
        totals.read(1, into: &unit.values)
        #expect(unit.values[0] == Double(2 * costs.1))
    }
}
