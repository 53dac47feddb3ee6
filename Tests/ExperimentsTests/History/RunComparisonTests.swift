import Experiments
import MarketLabTesting
import Testing

/// Runs whose trials are set by hand, against values of scipy.
@Suite struct RunComparisonTests {
    private static let base = try? TestPlans.readout(
        TestPlans.plan { plan in
            plan.replications = 2
            plan.metrics = ["orders"]
        })

    /// - Parameters:
    ///   - effects: of the experiment, one per replication.
    ///   - digests: one per replication; nil for those that a number gives.
    private func readout(
        _ effects: [Double], seed: UInt64 = 1, digests: [String]? = nil, events: [Int]? = nil, first: Int = 0
    ) throws -> Readout {
        var readout = try #require(Self.base)
        readout.seed = seed
        (readout.replications, readout.replicationsPlanned) = (effects.count, effects.count)
        readout.metrics[0].trials = effects.map {
            MetricTrial(control: 1, treatment: 1 + $0, effect: $0, allControl: 1, allTreated: 1.5)
        }
        readout.perReplication = effects.indices.map {
            ReplicationReadout(
                replication: first + $0, journalDigest: digests?[$0] ?? "\(first + $0)",
                counts: Counts(events: events?[$0] ?? 1000))
        }
        return readout
    }

    private func experiment(_ comparison: RunComparison) throws -> QuantityShift {
        try #require(comparison.shifts.first { $0.kind == .experiment })
    }

    /// scipy.stats.ttest_rel.
    @Test func runsOfOneSeedAreComparedPairByPair() throws {
        let now = try readout([10.5, 12.25, 9.75, 11.0, 13.5], digests: ["a", "1", "2", "3", "b"])
        let before = try readout([10.0, 11.5, 9.9, 10.25, 12.75])
        let comparison = RunComparison(now, since: before)
        let shift = try experiment(comparison)
        #expect(comparison.pairing == .bySeed && comparison.replications == 5)
        #expect(comparison.otherReplications == [0, 4] && comparison.isSameMarket == false)
        #expect(abs(shift.shift.estimate - 0.52) < 1e-12)
        #expect(abs((shift.pValue ?? 0) - 0.04064208872049846) < 1e-12)
        #expect(abs((shift.shift.lower ?? 0) - 0.03591025456618624) < 1e-10)
        #expect(abs((shift.shift.upper ?? 0) - 1.0040897454338136) < 1e-10)
    }

    /// scipy.stats.ttest_ind with equal_var=False.
    @Test func runsOfOtherSeedsAreIndependentSamples() throws {
        let comparison = RunComparison(
            try readout([3.1, 2.7, 3.9, 3.3], seed: 2), since: try readout([2.2, 2.9, 2.4, 2.6, 2.0, 2.8]))
        let shift = try experiment(comparison)
        #expect(comparison.pairing == .independent && comparison.isSameMarket == nil)
        #expect(abs((shift.pValue ?? 0) - 0.045086527275620854) < 1e-10)
        #expect(abs((shift.shift.lower ?? 0) - 0.02482112892708399) < 1e-9)
        #expect(abs((shift.shift.upper ?? 0) - 1.5085122044062502) < 1e-9)
    }

    @Test func replicationsThatOneRunLacksAreLeftOut() throws {
        let comparison = RunComparison(try readout([1, 2, 3]), since: try readout([2, 3, 4, 5], first: 1))
        #expect(comparison.replications == 2 && comparison.isSameMarket == true)
        let shift = try experiment(comparison)
        #expect(shift.before == 2.5 && shift.now == 2.5 && comparison.isUnchanged)
    }

    @Test func theSameRunHasNotMoved() throws {
        let run = try readout([1, 2, 4])
        let comparison = RunComparison(run, since: run)
        #expect(comparison.isUnchanged && comparison.shifts.allSatisfy { $0.shift.estimate == 0 })
        let detection = ChangeDetection([.init(comparison, differences: [], of: run)])
        #expect(detection.tests == 0 && detection.alarms(at: 0).isEmpty && detection.detectable(at: 0) == nil)
    }

    /// One replication shows no spread: nothing is told from chance, and other bytes are all the more.
    @Test func ofOneReplicationNoMetricIsAnAlarm() throws {
        let comparison = RunComparison(try readout([5], digests: ["x"]), since: try readout([1]))
        #expect(try experiment(comparison).pValue == nil)
        let alarms = ChangeDetection([.init(comparison, differences: [], of: try readout([5]))]).alarms(at: 0)
        #expect(alarms.map(\.kind) == [.digest])
    }

    /// What is the same in all seeds has no chance in it.
    @Test func aShiftOfAllSeedsByTheSameIsNoChance() throws {
        let comparison = RunComparison(try readout([2, 3], digests: ["x", "y"]), since: try readout([1, 2]))
        #expect(try experiment(comparison).pValue == 0)
    }

    @Test(arguments: [
        InputDifference.Kind.scenario, .overrides, .seed, .policy, .release,
    ])
    func otherBytesOfOtherInputsAreNoAlarmByThemselves(kind: InputDifference.Kind) throws {
        let run = try readout([1, 2, 4], digests: ["x", "y", "z"])
        let comparison = RunComparison(run, since: try readout([1, 2, 4]))
        let changed = ChangeDetection([
            .init(comparison, differences: [InputDifference(kind: kind, sentence: "")], of: run)
        ])
        #expect(changed.alarms(at: 0).isEmpty)
        let rebuilt = ChangeDetection([
            .init(comparison, differences: [InputDifference(kind: .build, sentence: "")], of: run)
        ])
        #expect(rebuilt.alarms(at: 0).map(\.kind) == [.digest])
        #expect(rebuilt.alarms(at: 0)[0].sentence.contains("3 of 3 replications"))
    }

    /// Of the same seeds what a run has to do has no chance in it: a little is slack, less is none.
    @Test(arguments: [(1000, false), (1009, false), (1020, true), (1050, true), (800, false)])
    func moreWorkIsAnAlarm(events: Int, isAlarm: Bool) throws {
        let run = try readout([1, 2, 4], digests: ["x", "y", "z"], events: [events, events, events])
        let comparison = RunComparison(run, since: try readout([1, 2, 4]))
        let scenario = InputDifference(kind: .scenario, sentence: "")
        let alarms = ChangeDetection([.init(comparison, differences: [scenario], of: run)]).alarms(at: 0)
        #expect(alarms.contains { $0.kind == .work && $0.shift?.name == "events" } == isAlarm)
    }

    /// 40 metrics without a shift: by itself a p-value of .01 is none of Benjamini and Hochberg's discoveries at .02.
    @Test func metricsAreTestedTogetherOverAllScenarios() throws {
        let before = try readout([10.0, 11.5, 9.9, 10.25, 12.75])
        let moved = try readout([10.9, 12.0, 10.7, 11.2, 13.4], digests: ["a", "b", "c", "d", "e"])
        let quiet = try readout([10.5, 11.1, 10.2, 9.9, 12.9], digests: ["a", "b", "c", "d", "e"])
        let scenario = InputDifference(kind: .scenario, sentence: "")
        func one(_ run: Readout) -> ChangeDetection.Case {
            .init(RunComparison(run, since: before), differences: [scenario], of: run)
        }
        let p = try #require(try experiment(RunComparison(moved, since: before)).pValue)
        #expect(p < 0.02 && p > 0.02 / 40)
        #expect(ChangeDetection([one(moved)]).alarms(at: 0).map(\.kind) == [.metric])
        let many = ChangeDetection([one(moved)] + (0..<39).map { _ in one(quiet) })
        #expect(many.tests == 40 && many.alarms(at: 0).isEmpty)
    }
}

/// What differs between two scenario files, and between what else two runs were made from.
@Suite struct InputDifferenceTests {
    private func differences(_ now: String, since before: String) throws -> [String] {
        let readout = try TestPlans.readout(TestPlans.plan { $0.replications = 1 })
        func inputs(_ text: String) -> RunInputs { RunInputs(scenarioText: text, overrides: "", version: "1") }
        return InputDifference.all((inputs(now), readout), since: (inputs(before), readout)).map(\.sentence)
    }

    @Test func changedLinesAreNamedWithTheirNumbers() throws {
        #expect(try differences("a: 1\nb: 2\n", since: "a: 1\nb: 2\n").isEmpty)
        #expect(
            try differences("a: 1\n  b: 3\nc: 4\n", since: "a: 1\n  b: 2\n")
                == ["scenario: line 2 changed from `b: 2` to `b: 3`", "scenario: line 3 was added: `c: 4`"])
        #expect(try differences("b: 2\n", since: "a: 1\nb: 2\n") == ["scenario: line 1 was removed: `a: 1`"])
    }

    @Test func aFileThatIsAnotherIsNotListedWhole() throws {
        let other = (0..<100).map { "x\($0)" }.joined(separator: "\n")
        let found = try differences(other, since: (0..<100).map { "y\($0)" }.joined(separator: "\n"))
        #expect(found.count == 9 && found.last == "scenario: 92 more lines differ")
    }
}
