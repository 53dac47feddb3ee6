import MarketLabTesting
import Statistics

/// Resampled intervals, posteriors, and looks that share a level.
extension CoverageCase {
    static let resampling: [CoverageCase] = [
        CoverageCase(
            ["percentile", "basic", "bias-corrected and accelerated"].map { "bootstrap, \($0)" }, of: 0.5, seed: 33
        ) { draws in
            let control = (0..<100).map { _ in draws.normal() }
            let treatment = (0..<100).map { _ in 0.5 + draws.normal() }
            let bootstrap = try Bootstrap(
                control: control, treatment: treatment, resamples: 400, using: &draws.generator
            ) { $0.reduce(0, +) / Double($0.count) }
            guard let accelerated = bootstrap.accelerated else { throw StatisticsError.noVariance }
            return [bootstrap.percentile, bootstrap.basic, accelerated]
        }
    ]

    static let posteriors: [CoverageCase] = [
        CoverageCase("posterior of a lift, flat prior", of: 0.1, seed: 34) { draws in
            let control = MeanSample(Moments(of: (0..<300).map { _ in 5 + draws.normal() }))
            let treatment = MeanSample(Moments(of: (0..<300).map { _ in 5.5 + draws.normal() }))
            return try BayesianEffect(control: control, treatment: treatment).interval
        },
        // The truth is drawn from the prior: a credible interval then holds it as often as an interval does.
        CoverageCase("posterior of a difference, the prior it is drawn from", seed: 35) { draws in
            let truth = 0.1 + 0.2 * draws.normal()
            let control = MeanSample(Moments(of: (0..<100).map { _ in 5 + draws.normal() }))
            let treatment = MeanSample(Moments(of: (0..<100).map { _ in 5 + truth + draws.normal() }))
            let prior = try EffectPrior(mean: 0.1, variance: 0.04, scale: .absolute)
            return try BayesianEffect(control: control, treatment: treatment, prior: prior, scale: .absolute)
                .interval.contains(truth)
        },
        CoverageCase("five planned looks, spending as t squared", seed: 36) { draws in
            var sum = 0.0
            return fiveLooks.enumerated().allSatisfy { look, bound in
                sum += draws.normal()
                return sum.magnitude / Double(look + 1).squareRoot() < bound
            }
        },
    ]

    private static let fiveLooks =
        (try? GroupSequential(informationFractions: [0.2, 0.4, 0.6, 0.8, 1]).zBounds) ?? []
}
