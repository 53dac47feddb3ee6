import Experiments
import MarketLabTesting
import Marketplace
import Testing

/// Nights of a market that nobody changed, each of new seeds.
@Suite(.tags(.long)) struct FalseAlarmTests {
    /// No more than two nights in a hundred have an alarm: of 20 nights five would have one by chance once in 17,000 times, of 200 fourteen.
    @Test func anUnchangedMarketIsQuiet() throws {
        let nights = TestOptions.isLong ? 200 : 20
        var baseline: Readout?
        var alarms = 0
        for night in 0..<nights {
            let readout = try TestPlans.readout(
                TestPlans.plan { plan in
                    plan.seed = 10_000 + UInt64(night)
                    plan.replications = 4
                    plan.market.users.count = 120
                    plan.arms[1].conditions.choice.utilityLift = 0.5
                })
            guard let before = baseline else {
                baseline = readout
                continue
            }
            let comparison = RunComparison(readout, since: before)
            let detection = ChangeDetection([
                .init(comparison, differences: [InputDifference(kind: .seed, sentence: "")], of: readout)
            ])
            #expect(comparison.pairing == .independent && detection.tests > 10)
            // As a night does: what moved is no baseline.
            if detection.alarms(at: 0).isEmpty { baseline = readout } else { alarms += 1 }
        }
        #expect(alarms <= (TestOptions.isLong ? 13 : 4), "\(alarms) of \(nights)")
    }

    /// And one that somebody changed is not: users click more often, in both arms.
    @Test(arguments: [5, 6] as [UInt64]) func aChangedMarketIsNot(seed: UInt64) throws {
        func readout(_ rate: Double, seed: UInt64) throws -> Readout {
            try TestPlans.readout(
                TestPlans.plan { plan in
                    plan.seed = seed
                    plan.replications = 6
                    plan.metrics = ["ctr", "orders"]
                    for arm in plan.arms.indices { plan.arms[arm].conditions.choice.clickRateMatched = rate }
                })
        }
        let (before, now) = (try readout(0.1, seed: 5), try readout(0.3, seed: seed))
        let scenario = InputDifference(kind: .scenario, sentence: "")
        let detection = ChangeDetection([.init(RunComparison(now, since: before), differences: [scenario], of: now)])
        let alarms = detection.alarms(at: 0)
        #expect(alarms.contains { $0.kind == .metric && $0.shift?.name == "ctr" && $0.shift?.kind == .control })
    }
}
