import Experiments
import Testing

/// The CUPED-adjusted estimate needs something that was seen before the experiment.
struct AdjustmentTests {
    @Test(arguments: [0, 2 * 86_400_000], [1, 2])
    func withoutAWarmUpThereIsNoAdjustedEstimate(warmup: Int64, replications: Int) throws {
        let readout = try TestPlans.readout(
            TestPlans.busy {
                $0.schedule.warmup = warmup
                $0.replications = replications
            })
        for name in ["gmv", "orders", "ctr", "exposures_per_session", "sell_through"] {
            let metric = try #require(readout.metrics.first { $0.name == name })
            #expect((metric.adjusted != nil) == (warmup > 0), "\(name)")
            if let adjusted = metric.adjusted { #expect(adjusted.difference != metric.difference) }
        }
    }
}
