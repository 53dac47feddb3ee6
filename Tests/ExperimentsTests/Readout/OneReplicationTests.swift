import Experiments
import MarketLabTesting
import Marketplace
import Statistics
import Testing

/// One experiment read out as a platform would, against Welch's test done by hand on recounted users.
struct OneReplicationTests {
    private func check(_ metric: MetricReadout, _ welch: Welch, level: Double) {
        #expect(metric.method == "welch")
        #expect(ByHand.agree(metric.difference.estimate, welch.difference, 1e-8))
        #expect(ByHand.agree(metric.difference.standardError, welch.error, 1e-8))
        #expect(ByHand.agree(metric.pValue, welch.p, 1e-6))
        #expect(ByHand.agree(metric.difference.lower, welch.difference - welch.half(level), 1e-6))
        #expect(ByHand.agree(metric.difference.upper, welch.difference + welch.half(level), 1e-6))
        let trial = metric.trials[0]
        let alone = (trial.treatmentInTwin ?? .nan) - (trial.controlInTwin ?? .nan)
        #expect(ByHand.agree(metric.bias.absolute, welch.difference - alone, 1e-6) && metric.bias.lower == nil)
        #expect(metric.truth.difference.lower == nil && metric.truth.difference.standardError == nil)
    }

    @Test(arguments: TestSeeds.two, [0.95, 0.8])
    func theReadoutIsWelchsTestOnTheUsersTotals(seed: UInt64, level: Double) throws {
        let plan = TestPlans.busy {
            $0.seed = seed
            $0.level = level
            $0.split.treatmentShare = 0.4
            // So few listings that buyers of both arms meet sold-out ones.
            $0.market.listings.initial = 250
        }
        let (outcome, journals) = try TestPlans.replication(plan)
        let readout = Readout(plan, replications: [outcome], version: "", command: "")
        #expect(readout.level == level)
        let recount = Recount(
            journals[.experiment] ?? [], users: 240, experimentStart: plan.schedule.warmup,
            browsingEnd: plan.schedule.warmup + plan.schedule.experiment)
        func sample(_ quantity: Quantity, _ arm: Int) -> [Double] {
            (0..<240).filter { UserTotalsTests.arm(of: $0, .experiment, plan) == arm }.map {
                recount.total(quantity, user: $0)
            }
        }
        for metric in readout.metrics {
            switch Metric.named(metric.name)?.kind {
            case .mean(let quantity):
                check(metric, Welch(sample(quantity, 0), sample(quantity, 1)), level: level)
            case .ratio(let above, let below):
                // The delta method: a ratio R is to first order the mean of (m - R d)/mean(d), plus R.
                let arms = (0...1).map { arm in
                    let (m, d) = (sample(above, arm), sample(below, arm))
                    let ratio = m.reduce(0, +) / d.reduce(0, +)
                    return zip(m, d).map { ($0 - ratio * $1) / ByHand.mean(d) + ratio }
                }
                check(metric, Welch(arms[0], arms[1]), level: level)
            case .perUnitOffered(let quantity):
                let scale = 240 / Double(outcome.experiment.unitsOffered)
                check(
                    metric, Welch(sample(quantity, 0).map { $0 * scale }, sample(quantity, 1).map { $0 * scale }),
                    level: level)
            case nil: Issue.record("an unknown metric")
            }
        }
    }

    /// What the treatment changes is seen: five times the odds of buying shows in this market's orders.
    @Test func aStrongTreatmentIsSeenAndIsTrue() throws {
        let plan = TestPlans.busy { plan in
            plan.market.users.count = 1_500
            plan.market.listings.initial = 6_000
            plan.arms[1].conditions.choice.utilityLift = 4
        }
        let readout = try TestPlans.readout(plan)
        let orders = try #require(readout.metrics.first { $0.name == "orders" })
        #expect(orders.truth.difference.estimate > 0)
        #expect(orders.difference.estimate > 0)
    }
}
