import Experiments
import MarketLabTesting
import Marketplace
import PolicyKit
import Statistics
import Testing

/// Other experiments that run at the same time on the same users.
struct LayerTests {
    private static func plan(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
        DesignWorldTests.plan { plan in
            plan.designs = [.userSplit]
            var layer = Layer(name: "prices")
            layer.split.treatmentShare = 0.3
            plan.layers = [layer]
            change(&plan)
        }
    }

    private static func plain(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
        plan {
            $0.layers = []
            change(&$0)
        }
    }

    @Test func aLayerThatChangesNothingLeavesNoTrace() throws {
        let (with, _) = try TestPlans.replication(Self.plan())
        let (without, _) = try TestPlans.replication(Self.plain())
        #expect(with.experiment.digest == without.experiment.digest)
        #expect(with.experiment.arms == without.experiment.arms)
        #expect(with.allTreated.digest == without.allTreated.digest)
        #expect(with.allControl.digest == without.allControl.digest)
    }

    /// Who is in which arm of the experiment does not depend on layers, and a layer's treatment meets what it sets: here
    /// nobody in it clicks.
    @Test func aLayerIsLaidOverBothArmsOfTheExperiment() throws {
        let plan = Self.plan { plan in
            plan.layers[0].conditions = ["choice.click_rate_matched": 0, "choice.click_rate_unmatched": 0]
        }
        let (outcome, journals) = try TestPlans.replication(plan)
        for role in [WorldRole.experiment, .allTreated, .allControl] {
            let assignments = WorldArms(in: WorldTask(replication: 0, role: role), of: plan)
            let bare = WorldArms(in: WorldTask(replication: 0, role: role), of: Self.plain())
            let arms = assignments.ofRecords(users: 240)
            var clicks = [[0, 0], [0, 0]]
            for record in try #require(journals[role])
            where record.kind == .click && record.time > plan.schedule.warmup + 86_400_000 {
                let arm = arms.arm(of: record)
                #expect(arm == bare.arm(ofUser: record.user))
                clicks[Int(arm)][Int(assignments.layerArms(ofUser: record.user)[0])] += 1
            }
            #expect(clicks[0][1] == 0 && clicks[1][1] == 0)
            #expect(clicks[0][0] + clicks[1][0] > 100)
        }
        #expect(outcome.experiment.arms.count == 2)
        #expect(outcome.experiment.arms[0].n + outcome.experiment.arms[1].n == 240)
    }

    /// 1e-5: the cells of three splits are as full as independent splits make them.
    @Test(arguments: TestSeeds.two)
    func layersAreIndependentOfTheExperimentAndOfEachOther(seed: UInt64) throws {
        let plan = Self.plan { plan in
            plan.seed = seed
            plan.layers.append(Layer(name: "texts"))
        }
        let assignments = WorldArms(in: WorldTask(replication: 0, role: .experiment), of: plan)
        var cells = Array(repeating: 0, count: 8)
        for user in 0..<UInt32(80_000) {
            let layers = assignments.layerArms(ofUser: user)
            cells[Int(assignments.arm(ofUser: user) + 2 * layers[0] + 4 * layers[1])] += 1
        }
        let planned = [0.6, 0.4].flatMap { a in [0.7, 0.3].flatMap { b in [0.5, 0.5].map { a * b * $0 } } }
        let ordered = (0..<2).flatMap { a in (0..<2).flatMap { b in (0..<2).map { cells[a + 2 * b + 4 * $0] } } }
        #expect(try SampleRatioMismatch(observed: ordered, weights: planned).pValue > 1e-5)
    }

    @Test func aReadoutSaysThatTheLayersAreIndependent() throws {
        let check = try TestPlans.readout(Self.plan()).health.first { $0.name == "layers" }
        #expect(check?.status == .pass)
        #expect(check?.message.contains("prices") == true)
    }

    @Test func cellsAreTheArmsUnderEveryCombinationOfLayers() {
        let plan = Self.plan { plan in
            plan.layers[0].conditions = ["choice.utility_lift": 0.25]
            plan.layers.append(Layer(name: "texts"))
            plan.layers[1].policies[.ranking] = PolicyChoice("popularity")
        }
        #expect(plan.cells.count == 8)
        #expect(plan.cells.map(\.conditions.choice.utilityLift) == [0, 1, 0.25, 0.25, 0, 1, 0.25, 0.25])
        #expect(
            plan.cells.map { $0.policies[.ranking].name == "popularity" } == [0, 0, 0, 0, 1, 1, 1, 1].map { $0 == 1 })
    }
}
