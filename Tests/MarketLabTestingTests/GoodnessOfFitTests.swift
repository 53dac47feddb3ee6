import Foundation
import MarketLabTesting
import Testing

/// Against scipy 1 (`kstest` exact, `chisquare`, `binom`, `norm`, `t`).
@Suite struct GoodnessOfFitTests {
    private func agrees(_ p: Double, _ expected: Double, relative: Double = 1e-10) -> Bool {
        (p - expected).magnitude <= relative * expected
    }

    /// The formula of Stephens is an approximation: within some percent where tests decide.
    @Test(arguments: [(200, 1.3, 0.03774112155868248), (2_000, 1.15, 4.510708334694123e-05)])
    func aContinuousSample(count: Int, power: Double, p: Double) {
        let sample = (0..<count).map { pow((Double($0) + 0.5) / Double(count), power) }
        #expect(agrees(GoodnessOfFit.kolmogorov(sample) { $0 }, p, relative: 0.03))
        #expect(GoodnessOfFit.kolmogorov(sample) { pow($0, 1 / power) } == 1)
    }

    @Test func noSampleAndNoNumberFitNothing() {
        #expect(GoodnessOfFit.kolmogorov([]) { $0 } == 0)
        #expect(GoodnessOfFit.kolmogorov([0.2, .nan, 0.7]) { $0 } == 0)
        #expect(GoodnessOfFit.normal(.nan) == 0 && GoodnessOfFit.studentT(.infinity, degreesOfFreedom: 3) == 0)
    }

    @Test func countsOfCells() {
        let p = GoodnessOfFit.chiSquare([30, 14, 34, 45, 57, 20], [0.2, 0.1, 0.15, 0.2, 0.25, 0.1])
        #expect(agrees(p, 0.26587161209871035))
        // Three cells of which four are expected each are one.
        let pooled = GoodnessOfFit.chiSquare([60, 30, 5, 3, 2], [0.55, 0.33, 0.04, 0.04, 0.04])
        #expect(agrees(pooled, 0.5884266315583203))
    }

    @Test func whatCannotHappenAndHappensFitsNothing() {
        #expect(GoodnessOfFit.chiSquare([500, 499, 1], [0.5, 0.5, 0]) == 0)
        #expect(GoodnessOfFit.chiSquare([500, 491, 9], [0.5, 0.4999, 0.0001]) == 0)
        #expect(GoodnessOfFit.chiSquare([100], [1]) == 0)
    }

    @Test(arguments: [
        (40, 100, 0.5, 0.05688793364098089), (0, 50, 0.1, 0.010307550414640227), (50, 50, 0.9, 0.010307550414640236),
        (130, 1_000, 0.1, 0.0026827967417468856), (50, 100, 0.5, 1),
    ])
    func successes(count: Int, trials: Int, probability: Double, p: Double) {
        #expect(agrees(GoodnessOfFit.binomial(count, of: trials, probability), p))
    }

    @Test func numbersOfTheNormalFamily() {
        #expect(agrees(GoodnessOfFit.normal(-4.4172), 9.998770509987808e-06))
        #expect(agrees(GoodnessOfFit.studentT(-3.1, degreesOfFreedom: 7), 0.017322289425497513))
        #expect(agrees(GoodnessOfFit.standardNormal(-1.3), 0.09680048458561036))
        #expect(agrees(GoodnessOfFit.poisson(500, mean: 450), 0.018422125454099002))
        #expect(agrees(GoodnessOfFit.mean([1, 2, 6], is: 1, deviation: 2), GoodnessOfFit.normal(3.0.squareRoot())))
    }
}
