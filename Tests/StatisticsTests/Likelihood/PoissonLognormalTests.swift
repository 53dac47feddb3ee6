import Foundation
import Statistics
import Testing

@Suite struct PoissonLognormalTests {
    @Test(arguments: [(0.0, 0.5), (1.0, 1.0), (-1.5, 1.8), (3.0, 0.2)])
    func chancesOfAllCountsAddUpToOneWithTheRightMean(mu: Double, sigma: Double) {
        var (sum, mean) = (0.0, 0.0)
        for count in 0..<20_000 {
            let chance = exp(PoissonLognormal.logChance(count, mu, sigma))
            sum += chance
            mean += chance * Double(count)
        }
        #expect(abs(sum - 1) < 1e-4)
        #expect(abs(mean / exp(mu + sigma * sigma / 2) - 1) < 0.02)
    }

    @Test func withoutSpreadItIsPoisson() {
        for count in [0, 1, 5, 20] {
            let k = Double(count)
            let poisson = k * log(5) - 5 - lgamma(k + 1)
            #expect(abs(PoissonLognormal.logChance(count, log(5), 1e-3) - poisson) < 1e-3)
        }
    }

    @Test(arguments: [(0.5, 0.8), (2.0, 1.3)])
    func theExpectedCountsOfAMillionUnitsGiveTheParametersBack(mu: Double, sigma: Double) throws {
        var counts: [Int: Int] = [:]
        for count in 1..<5_000 {
            let units = Int((1e6 * exp(PoissonLognormal.logChance(count, mu, sigma))).rounded())
            if units > 0 { counts[count] = units }
        }
        let fit = try PoissonLognormal(counts: counts)
        #expect(abs(fit.logMedian - mu) < 0.01 && abs(fit.sigma - sigma) < 0.01)
        #expect(abs(fit.units / 1e6 - 1) < 0.005)
        #expect(fit.logMedianError > 0 && fit.logMedianError < 0.01 && fit.unitsError > 100)
    }

    @Test func tooFewUnitsOrNoSpreadAreRefused() {
        #expect(throws: StatisticsError.self) { try PoissonLognormal(counts: [1: 29]) }
        #expect(throws: StatisticsError.self) { try PoissonLognormal(counts: [1: 1_000]) }
    }
}
