import EventSimulation
import Foundation
import MarketLabTesting
import Randomness
import Testing

/// Simulated queues agree with queueing theory.
@Suite(.hangLimit) struct QueueingTheoryTests {
    static let systems: [(servers: Int, load: Double)] = [(1, 0.5), (1, 0.8), (2, 1.2), (5, 4), (20, 16)]

    /// Forty independent replications give a t statistic with 39 degrees of freedom. 6.0 is exceeded with
    /// probability 5e-7 by a normal sample; the skew of the figures raises that, but leaves it below 1e-5 a check.
    @Test(arguments: systems, TestSeeds.all)
    func figuresAgreeWithErlang(_ system: (servers: Int, load: Double), seed: UInt64) {
        let system = QueueingSystem(servers: system.servers, load: system.load)
        let replications = (0..<40 as Range<UInt64>).map {
            system.simulate(customers: 20_000, key: RandomKey(seed: seed).derived($0))
        }
        let theory = system.theory
        func t(_ figure: (QueueingSystem.Figures) -> Double) -> Double {
            let values = replications.map(figure)
            let mean = values.reduce(0, +) / 40
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 39
            return (mean - figure(theory)) / (variance / 40).squareRoot()
        }
        #expect(abs(t { $0.numberInSystem }) < 6)
        #expect(abs(t { $0.shareThatWaits }) < 6)
        #expect(abs(t { $0.wait }) < 6)
    }

    @Test func theTheoryOfOneServerIsTheKnownOne() {
        let theory = QueueingSystem(servers: 1, load: 0.8).theory
        #expect(abs(theory.numberInSystem - 4) < 1e-12)
        #expect(abs(theory.shareThatWaits - 0.8) < 1e-12)
        #expect(abs(theory.wait - 4) < 1e-12)
    }
}
