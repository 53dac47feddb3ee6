import Experiments
import Foundation
import Marketplace
import Statistics
import Testing

struct AgainstItselfTests {
    /// How many experiments: 200, or what `MARKETLAB_AA` says.
    private static let experiments =
        ProcessInfo.processInfo.environment["MARKETLAB_AA"].flatMap { Int($0) } ?? 200

    /// p-values are uniform and intervals hold the truth as often as they say; 1e-4 a check, ten checks.
    ///
    /// `MARKETLAB_AA=1000 swift test -c release --filter AgainstItselfTests` asks more: uniformity at p > .01 and a
    /// coverage of 93.5 to 96.5 %.
    @Test func aMarketAgainstItselfShowsNoEffect() async throws {
        let count = AgainstItselfTests.experiments
        let result = try await AgainstItself(experiments: count).run(threads: 2)
        for metric in ["orders", "ctr", "exposures_per_session", "gmv", "cvr"] {
            let covered = result.covered[metric] ?? 0
            #expect(result.pValues[metric]?.count == count, "\(metric)")
            let uniformity = result.uniformity(metric)
            #expect(uniformity > (count >= 1_000 ? 0.01 : 1e-4), "\(metric)")
            let fair = try Binomial(trials: count, probability: 0.95).twoSidedPValue(covered)
            #expect(fair > 1e-4, "\(metric) covered \(covered) of \(count)")
            if count >= 1_000 { #expect((0.935...0.965).contains(result.coverage(metric)), "\(metric)") }
        }
    }

    /// The same check does see an effect where there is one: matched listings are clicked twice as often.
    @Test func aDifferentMarketIsNoticed() async throws {
        var pair = AgainstItself(experiments: 40)
        pair.plan.arms[1].conditions.choice.clickRateMatched = 0.6
        let result = try await pair.run(threads: 2)
        #expect(result.uniformity("ctr") < 1e-6)
        #expect(result.coverage("ctr") < 0.1)
    }
}
