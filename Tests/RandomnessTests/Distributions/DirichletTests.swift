import CGSL
import MarketLabTesting
import Randomness
import Testing

struct DirichletTests {
    /// Each share of a Dirichlet draw is beta distributed. (A share so close to 1 that a `Double` rounds it to 1 would
    /// disturb the test, so no concentration here is far below 0.2.)
    @Test(arguments: [[0.3, 0.3, 0.3, 0.3], [1, 2, 3], [0.2, 8]], TestSeeds.all)
    func sharesAreBetaAndAddToOne(concentration: [Double], seed: UInt64) {
        var stream = RandomKey(seed: seed).stream(Purpose(rawValue: 8), 0, 0, 0)
        let draws = (0..<10_000).map { _ in stream.dirichlet(concentration) }
        #expect(draws.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-12 })
        let total = concentration.reduce(0, +)
        for (index, alpha) in concentration.enumerated() {
            let p = GoodnessOfFit.kolmogorov(draws.map { $0[index] }) { gsl_cdf_beta_P($0, alpha, total - alpha) }
            #expect(p > GoodnessOfFit.falseAlarm)
        }
    }

    @Test func tinyConcentrationsStillAddToOne() {
        var stream = RandomKey(seed: 0).stream(Purpose(rawValue: 8), 0, 0, 0)
        for _ in 0..<200 {
            let sum = stream.dirichlet([1e-4, 1e-4, 1e-4]).reduce(0, +)
            #expect(abs(sum - 1) < 1e-12)
        }
    }
}
