import Statistics
import Testing

/// Tails by mpmath with 40 digits, or by scipy 1.17 where it is as exact.
@Suite struct TailTests {
    @Test(arguments: [
        (1.5, 2.0, 0.11209416517802553), (9.25, 60, 1.3241409068583408e-13), (55.7, 22.62, 4.727856320923159e-30),
        (999, 30, 8.364136065585923e-142), (1001, 30, 7.066109942244155e-142),
        (40593.7, 22.62, 6.85758111866346e-113), (1e6, 36.9, 3.673811886179915e-298),
    ])
    func studentTailsKeepTheirDigitsFarOut(degrees: Double, t: Double, tail: Double) {
        let distribution = StudentT(degreesOfFreedom: degrees)
        #expect(close(distribution.upperTail(t), tail, relative: 1e-11))
        #expect(close(distribution.lowerTail(-t), tail, relative: 1e-11))
        #expect(close(distribution.quantile(upperTail: distribution.upperTail(t)), t, relative: 1e-7))
    }

    @Test func aPValueOfTenToTheMinusThreeHundredIsPrintedAsItself() throws {
        let z = StandardNormal.quantile(upperTail: 5e-301)
        let estimate = try Estimate(testing: z, standardError: 1)
        #expect(close(estimate.pValue, 1e-300, relative: 1e-9))
        let single = try Estimate(testing: z, standardError: 1, alternative: .greater)
        #expect(close(single.pValue, 5e-301, relative: 1e-9))
    }

    @Test func infiniteDegreesOfFreedomAreTheNormal() {
        let distribution = StudentT(degreesOfFreedom: .infinity)
        #expect(distribution.upperTail(1.96) == StandardNormal.upperTail(1.96))
        #expect(distribution.quantile(upperTail: 0.025) == StandardNormal.quantile(upperTail: 0.025))
    }

    @Test(arguments: [
        (2.0, 5.0, 1.5, 0.36855075274432825), (1.96, 1e6, 2.8, 0.7995457179448205),
        (2.5, 30, -1, 0.0004521796561519461), (3, 2.5, 10, 0.9999674536482339),
    ])
    func noncentralTailsAreScipys(t: Double, degrees: Double, delta: Double, tail: Double) throws {
        let distribution = NoncentralT(degreesOfFreedom: degrees, noncentrality: delta)
        #expect(close(try distribution.upperTail(t), tail, relative: 1e-8))
        #expect(close(try distribution.upperTail(t) + distribution.lowerTail(t), 1, relative: 1e-9))
    }

    @Test(arguments: [1, 3.5, 40, 777, 4e4, 3e6, 2e9])
    func withoutAnEffectTheNoncentralIsTheCentral(degrees: Double) throws {
        let central = StudentT(degreesOfFreedom: degrees).upperTail(1.7)
        let noncentral = try NoncentralT(degreesOfFreedom: degrees, noncentrality: 0).upperTail(1.7)
        #expect(close(noncentral, central, relative: 1e-8))
    }

    @Test(arguments: [
        (500_100_000, 1_000_000_000, 0.5, 2.540148359763102e-10), (1200, 10_000, 0.1, 8.67058442367232e-11),
        (30, 1_000_000, 1e-5, 2.5094634430504815e-07), (0, 2000, 0.01, 3.284888172870543e-09),
    ])
    func exactBinomialTestsHoldUpToABillionTrials(k: Int, n: Int, rate: Double, pValue: Double) throws {
        #expect(close(try Binomial(trials: n, probability: rate).twoSidedPValue(k), pValue, relative: 1e-7))
    }

    @Test func betaQuantilesInvertTheirTailsForLargeShapes() {
        for (a, b) in [(2.0, 3.0), (17, 484), (12, 1e5), (1e7, 9.9e8), (5e5, 5e5)] {
            let distribution = Beta(alpha: a, beta: b)
            for tail in [1e-10, 0.025, 0.5] {
                #expect(close(distribution.lowerTail(distribution.quantile(tail)), tail, relative: 1e-6))
                #expect(close(distribution.upperTail(distribution.quantile(upperTail: tail)), tail, relative: 1e-6))
            }
        }
    }
}
