import Experiments
import MarketLabTesting
import Marketplace
import Statistics
import Testing

/// A roll-out in stages: who enters when, and what is read out of it.
struct StagedRolloutTests {
    private static func plan(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
        DesignWorldTests.plan { plan in
            plan.designs = [.stagedRollout]
            change(&plan)
        }
    }

    @Test func theTreatedShareRisesByTheSameFactorToTheLast() {
        var rollout = Rollout()
        rollout.firstShare = 0.01
        rollout.stages = 3
        let shares = rollout.shares(upTo: 0.25)
        #expect(ByHand.agree(shares[0], 0.01) && ByHand.agree(shares[1], 0.05) && shares[2] == 0.25)
    }

    /// 1e-5 a check.
    @Test(arguments: TestSeeds.two)
    func whoHasEnteredStaysInAndEachStageHasItsShare(seed: UInt64) throws {
        let plan = Self.plan { $0.seed = seed }
        let assignments = WorldArms(in: WorldTask(replication: 0, role: .stagedRollout), of: plan)
        let users = 0..<UInt32(50_000)
        for (stage, share) in plan.rollout.shares(upTo: 0.4).enumerated() {
            let treated = users.count { assignments.arm(ofUser: $0, stage: stage) == 1 }
            #expect(try Binomial(trials: 50_000, probability: share).twoSidedPValue(treated) > 1e-5)
            #expect(users.allSatisfy { assignments.arm(ofUser: $0, stage: stage) <= assignments.arm(ofUser: $0) })
        }
    }

    /// The estimate by hand: in each stage orders a treated user less orders a user who is not yet, added up.
    @Test(arguments: TestSeeds.two)
    func theEstimateIsTheSumOfTheStagesDifferences(seed: UInt64) throws {
        let plan = Self.plan { $0.seed = seed }
        let (outcome, journals) = try TestPlans.replication(plan)
        let assignments = WorldArms(in: WorldTask(replication: 0, role: .stagedRollout), of: plan)
        let stages = Int(plan.rollout.stages)
        var orders = [[Double]](repeating: [0, 0], count: stages)
        var placeOfOrder: [(stage: Int, arm: Int)?] = []
        for record in try #require(journals[.stagedRollout]) {
            switch record.kind {
            case .checkout:
                guard record.time >= plan.schedule.warmup else {
                    placeOfOrder.append(nil)
                    continue
                }
                let stage = min(Int((record.time - plan.schedule.warmup) / plan.rollout.stageLength), stages - 1)
                placeOfOrder.append((stage, Int(assignments.arm(ofUser: record.user, stage: stage))))
            case .payment:
                if let place = placeOfOrder[Int(record.detail)] { orders[place.stage][place.arm] += 1 }
            default: break
            }
        }
        var (control, treatment) = (0.0, 0.0)
        for stage in 0..<stages {
            let treated = Double((0..<UInt32(240)).count { assignments.arm(ofUser: $0, stage: stage) == 1 })
            control += orders[stage][0] / (240 - treated)
            treatment += orders[stage][1] / treated
        }
        let readout = Readout(plan, replications: [outcome], version: "", command: "")
        let metric = try #require(readout.metrics.first { $0.name == "orders" })
        #expect(ByHand.agree(metric.control.mean, control, 1e-9))
        #expect(ByHand.agree(metric.treatment.mean, treatment, 1e-9))
        #expect(ByHand.agree(metric.difference.estimate, treatment - control, 1e-9))
        #expect(metric.difference.lower != nil)
        #expect(metric.method == "over users by stage of entry")
    }
}
