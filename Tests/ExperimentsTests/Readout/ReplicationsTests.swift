import Experiments
import Marketplace
import Statistics
import Testing

/// Many replications read out by Student's t over their paired differences.
struct ReplicationsTests {
    private static let plan = TestPlans.busy { $0.replications = 5 }

    private static let outcomes = Result { try TestPlans.outcomes(plan) }

    private func check(_ effect: EffectEstimate, _ values: [Double], level: Double) {
        let mean = ByHand.mean(values)
        let error = (ByHand.variance(values) / Double(values.count)).squareRoot()
        let half = error * StudentT(degreesOfFreedom: Double(values.count - 1)).quantile(upperTail: (1 - level) / 2)
        #expect(ByHand.agree(effect.estimate, mean, 1e-8))
        #expect(ByHand.agree(effect.standardError, error, 1e-8))
        #expect(ByHand.agree(effect.lower, mean - half, 1e-6))
        #expect(ByHand.agree(effect.upper, mean + half, 1e-6))
    }

    @Test func theEstimateAndTheTruthAreMeansOverReplicationsWithTheirT() throws {
        let outcomes = try ReplicationsTests.outcomes.get()
        let readout = TestPlans.readout(ReplicationsTests.plan, outcomes)
        #expect(readout.replications == 5)
        for (name, quantity) in [("gmv", Quantity.gmv), ("net_gmv", .netGMV), ("orders", .orders)] {
            let metric = try #require(readout.metrics.first { $0.name == name })
            let worlds = FeedReplication.complete(in: outcomes, of: ReplicationsTests.plan)
            let column = worlds[0].experiment.units.variable(quantity)
            let seen = worlds.map { $0.experiment.arms[1].means[column] - $0.experiment.arms[0].means[column] }
            let true_ = worlds.map { $0.allTreated.arms[1].means[column] - $0.allControl.arms[0].means[column] }
            check(metric.difference, seen, level: 0.95)
            check(metric.truth.difference, true_, level: 0.95)
            #expect(metric.method == "t over replications")
            let t = ByHand.mean(seen) / (ByHand.variance(seen) / 5).squareRoot()
            #expect(ByHand.agree(metric.pValue, 2 * StudentT(degreesOfFreedom: 4).upperTail(abs(t)), 1e-6))
            let biases = zip(seen, metric.trials).map { seen, trial in
                seen - ((trial.treatmentInTwin ?? .nan) - (trial.controlInTwin ?? .nan))
            }
            #expect(metric.bias.method == .byUnit)
            check(metric.bias.estimate, biases, level: 0.95)
            if let relative = metric.bias.relative {
                #expect(ByHand.agree(relative, ByHand.mean(biases) / abs(ByHand.mean(true_)), 1e-6))
            }
            let control = ByHand.mean(worlds.map { $0.allControl.arms[0].means[column] })
            #expect(ByHand.agree(metric.truth.relative?.estimate, ByHand.mean(true_) / control, 1e-8))
            #expect(metric.control.n == worlds.reduce(0) { $0 + $1.experiment.arms[0].n })
        }
    }

    @Test func theOrderInWhichWorldsFinishedDoesNotMatter() throws {
        let outcomes = try ReplicationsTests.outcomes.get()
        let replications = FeedReplication.complete(in: outcomes, of: ReplicationsTests.plan)
        #expect(replications.map(\.experiment.task.replication) == [0, 1, 2, 3, 4])
        #expect(Set(replications.map(\.experiment.digest)).count == 5)
    }

    /// A replication of which a twin is missing is left out, and the digest is that of what is there.
    @Test func anIncompleteReplicationIsLeftOut() throws {
        var outcomes = try ReplicationsTests.outcomes.get()
        let whole = TestPlans.readout(ReplicationsTests.plan, outcomes)
        outcomes[WorldTask(replication: 2, role: .allControl)] = nil
        let rest = TestPlans.readout(ReplicationsTests.plan, outcomes)
        #expect(rest.replications == 4)
        #expect(rest.replicationsPlanned == 5)
        #expect(rest.journalDigest != whole.journalDigest)
        #expect(rest.counts.events < whole.counts.events)
    }

    /// The worlds of a run that was kept as JSON give the same readout, to the last digit.
    @Test func outcomesSurviveBeingKept() throws {
        let outcomes = try ReplicationsTests.outcomes.get()
        let kept = try outcomes.mapValues { try Kept.again($0) }
        #expect(kept == outcomes)
        let readout = TestPlans.readout(ReplicationsTests.plan, outcomes)
        #expect(TestPlans.readout(ReplicationsTests.plan, kept) == readout)
        #expect(try Kept.again(readout) == readout)
    }
}
