import Experiments
import MarketLabTesting
import Marketplace
import PolicyKit
import Testing

/// Who learns from whom, seen through the truth: equal arms have none, whatever they learn.
struct LearnerTests {
    @Test(arguments: Learners.allCases, TestSeeds.two)
    func equalArmsHaveNoEffectAtAll(learners: Learners, seed: UInt64) throws {
        let plan = TestPlans.plan {
            $0.seed = seed
            $0.learners = learners
            $0.replications = 2
            for arm in 0...1 { $0.arms[arm].policies[.ranking] = PolicyChoice("logistic") }
        }
        let outcomes = try TestPlans.outcomes(plan)
        let readout = TestPlans.readout(plan, outcomes)
        #expect(readout.health.first { $0.name == "equal_twins" }?.status == .pass)
        for metric in readout.metrics {
            #expect(metric.truth.difference.estimate == 0)
            #expect(metric.truth.control == metric.truth.treatment)
            #expect(metric.truth.difference.lower == 0 && metric.truth.difference.upper == 0)
        }
        for replication in FeedReplication.complete(in: outcomes, of: plan) {
            #expect(replication.allTreated.digest == replication.allControl.digest)
            // One learner for all does not care who is in which arm; two learners of half the users do.
            let same = replication.experiment.digest == replication.allControl.digest
            #expect(same == (learners != .own))
        }
    }

    /// Arms that differ are not called equal, and their twins differ.
    @Test func differentArmsAreNotCheckedForEqualTwins() throws {
        let plan = TestPlans.plan { $0.arms[1].policies[.ranking] = PolicyChoice("random") }
        let outcomes = try TestPlans.outcomes(plan)
        let readout = TestPlans.readout(plan, outcomes)
        #expect(!readout.health.contains { $0.name == "equal_twins" })
        #expect(Set(outcomes.values.map(\.digest)).count == 3)
    }
}
