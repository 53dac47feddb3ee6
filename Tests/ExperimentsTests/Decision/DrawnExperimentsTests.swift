import Experiments
import MarketLabTesting
import Marketplace
import PolicyKit
import Randomness
import Testing

/// Experiments that are drawn anew on the worlds of a run, where the replications are few.
struct DrawnExperimentsTests {
    /// The rule's decision on Orders by Welch's test at 95 %.
    private static func decision(_ arms: [[Double]]) -> Decision {
        let welch = Welch(arms[0], arms[1])
        let half = welch.half(0.95)
        return welch.difference > half ? .launch : welch.difference < -half ? .drop : .goOn
    }

    /// Twenty splits of each replication's users: control's out of the untreated twin, the treated ones out of the other.
    @Test(arguments: TestSeeds.two)
    func whereNothingPassesBetweenTheArmsUsersAreSplitAnewOnTheSameWorlds(seed: UInt64) throws {
        let plan = TestPlans.deep { $0.seed = seed }
        let row = try #require(try TestPlans.readout(plan).decision?.designs.first)
        #expect(row.drawn == 40)
        var decisions: [Decision] = []
        for replication in 0..<plan.replications {
            let (_, journals) = try TestPlans.replication(plan, replication)
            func orders(_ role: WorldRole) -> [Double] {
                let recount = Recount(
                    journals[role] ?? [], users: 240, experimentStart: plan.schedule.warmup,
                    browsingEnd: plan.schedule.warmup + plan.schedule.experiment)
                return (0..<240).map { recount.total(.orders, user: $0) }
            }
            func add(_ seed: UInt64, control: [Double], treated: [Double]) {
                let split = HashSplit.split(plan.split, seed: seed)
                let arms = [control, treated].enumerated().map { arm, orders in
                    orders.indices.filter { split.arm(of: UInt32($0)) == arm }.map { orders[$0] }
                }
                decisions.append(Self.decision(arms))
            }
            let own = plan.seed(ofReplication: replication)
            let experiment = orders(.experiment)
            add(own, control: experiment, treated: experiment)
            let (control, treated) = (orders(.allControl), orders(.allTreated))
            for draw in 0..<20 {
                add(RandomKey(seed: own).seed(for: .nullSplits, draw), control: control, treated: treated)
            }
        }
        for (share, decision) in [(row.launches, Decision.launch), (row.drops, .drop), (row.goesOn, .goOn)] {
            #expect(share.count == decisions.count { $0 == decision } && share.of == 42, "\(decision)")
        }
        #expect(Set(decisions).count > 1)
    }

    /// Each treatment has its own twin, and its own users in it.
    @Test func everyTreatmentIsDrawnOnItsOwnTwin() throws {
        let plan = TestPlans.deep { plan in
            var third = plan.arms[1]
            third.name = "more"
            third.conditions.choice.utilityLift = 3
            plan.arms.append(third)
            plan.split.shares = [0.4, 0.3, 0.3]
        }
        let first = try TestPlans.readout(plan)
        let readouts = [first] + (first.further ?? [])
        let rows = try readouts.map { try #require($0.decision?.designs.first) }
        #expect(rows.map(\.drawn) == [40, 40] && rows.allSatisfy { $0.launches.of == 42 })
        #expect(rows[1].launches.count > rows[0].launches.count)
    }

    /// Where stock is fought over, an experiment is not what the twins' users do.
    @Test func whereTheArmsMeetEveryReplicationIsOneExperiment() throws {
        let row = try #require(
            try TestPlans.readout(TestPlans.busy { $0.replications = 2 }).decision?.designs.first)
        #expect(row.drawn == nil && row.launches.of == 2)
    }
}
