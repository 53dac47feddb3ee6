import CGSL
import Foundation
import MarketLabTesting
import Randomness
import Testing

/// A continuous distribution: how it is drawn, its distribution function by GSL, its mean and deviation.
struct ContinuousCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let mean: Double
    let deviation: Double
    let draw: @Sendable (inout RandomStream) -> Double
    let distribution: @Sendable (Double) -> Double

    static let all = simple + gammas + betas

    private static let simple = [
        ContinuousCase("uniform", mean: 0.5, deviation: (1 / 12.0).squareRoot()) {
            $0.uniform()
        } _: {
            $0
        },
        ContinuousCase("open uniform", mean: 0.5, deviation: (1 / 12.0).squareRoot()) {
            $0.openUniform()
        } _: {
            $0
        },
        ContinuousCase("uniform in a range", mean: 1, deviation: (16 / 12.0).squareRoot()) {
            $0.uniform(in: -1..<3)
        } _: {
            ($0 + 1) / 4
        },
        ContinuousCase("normal", mean: 3, deviation: 2) {
            $0.normal(mean: 3, deviation: 2)
        } _: {
            gsl_cdf_gaussian_P($0 - 3, 2)
        },
        ContinuousCase("exponential", mean: 5, deviation: 5) {
            $0.exponential(mean: 5)
        } _: {
            gsl_cdf_exponential_P($0, 5)
        },
        ContinuousCase("log-normal", mean: 2 * exp(0.125), deviation: 2 * (exp(0.5) - exp(0.25)).squareRoot()) {
            $0.logNormal(median: 2, sigma: 0.5)
        } _: {
            gsl_cdf_lognormal_P($0, log(2), 0.5)
        },
    ]

    private static let gammas = [(0.3, 2.0), (1, 1), (2.5, 0.1), (400, 3)].map { shape, scale in
        ContinuousCase("gamma(\(shape), \(scale))", mean: shape * scale, deviation: shape.squareRoot() * scale) {
            $0.gamma(shape: shape, scale: scale)
        } _: {
            gsl_cdf_gamma_P($0, shape, scale)
        }
    }

    private static let betas = [(0.4, 0.7), (1, 1), (2, 5), (60, 3)].map { a, b in
        let deviation = (a * b / (a + b + 1)).squareRoot() / (a + b)
        return ContinuousCase("beta(\(a), \(b))", mean: a / (a + b), deviation: deviation) {
            $0.beta(a, b)
        } _: {
            gsl_cdf_beta_P($0, a, b)
        }
    }

    init(
        _ name: String, mean: Double, deviation: Double,
        draw: @escaping @Sendable (inout RandomStream) -> Double,
        _ distribution: @escaping @Sendable (Double) -> Double
    ) {
        testDescription = name
        self.mean = mean
        self.deviation = deviation
        self.draw = draw
        self.distribution = distribution
    }
}

struct ContinuousDistributionTests {
    @Test(arguments: ContinuousCase.all, TestSeeds.all)
    func aStreamDrawsTheDistribution(_ distribution: ContinuousCase, seed: UInt64) {
        var stream = RandomKey(seed: seed).stream(Purpose(rawValue: 3), 0, 0, 0)
        let sample = (0..<20_000).map { _ in distribution.draw(&stream) }
        let squares = sample.map { pow(($0 - distribution.mean) / distribution.deviation, 2) }
        #expect(GoodnessOfFit.kolmogorov(sample, distribution.distribution) > GoodnessOfFit.falseAlarm)
        let p = GoodnessOfFit.mean(sample, is: distribution.mean, deviation: distribution.deviation)
        #expect(p > GoodnessOfFit.falseAlarm)
        // The deviation of the squares is taken from the sample: heavy tails make this one approximate, hence 8.
        let variance = squares.reduce(0, +) / Double(squares.count)
        let spread = (squares.reduce(0) { $0 + pow($1 - variance, 2) } / pow(Double(squares.count), 2)).squareRoot()
        #expect(abs(variance - 1) < 8 * spread)
    }

    @Test(arguments: ContinuousCase.all)
    func successiveDrawsAreUncorrelated(_ distribution: ContinuousCase) {
        var stream = RandomKey(seed: 1).stream(Purpose(rawValue: 4), 0, 0, 0)
        let sample = (0..<20_001).map { _ in distribution.distribution(distribution.draw(&stream)) }
        let p = GoodnessOfFit.noCorrelation(Array(sample.dropLast()), Array(sample.dropFirst()))
        #expect(p > GoodnessOfFit.falseAlarm)
    }

    /// The same distributions from blocks of different addresses, as the world draws them.
    @Test(arguments: TestSeeds.all)
    func blocksDrawByInversion(seed: UInt64) {
        let key = RandomKey(seed: seed)
        let blocks = (0..<20_000).map { key.block(Purpose(rawValue: 5), $0, 0, 0) }
        let alarm = GoodnessOfFit.falseAlarm
        for index in 0..<4 {
            #expect(GoodnessOfFit.kolmogorov(blocks.map { $0.uniform(index) }) { $0 } > alarm)
            let normals = blocks.map { Inverse.normal($0.openUniform(index)) }
            #expect(GoodnessOfFit.kolmogorov(normals, gsl_cdf_ugaussian_P) > alarm)
            let waits = blocks.map { Inverse.exponential($0.openUniform(index)) }
            #expect(GoodnessOfFit.kolmogorov(waits) { gsl_cdf_exponential_P($0, 1) } > alarm)
        }
        #expect(GoodnessOfFit.kolmogorov(blocks.map { $0.uniform53(1) }) { $0 } > alarm)
        let prices = blocks.map { Inverse.logNormal($0.openUniform52(0), median: 25, sigma: 1.36) }
        #expect(GoodnessOfFit.kolmogorov(prices) { gsl_cdf_lognormal_P($0, log(25), 1.36) } > alarm)
    }
}
