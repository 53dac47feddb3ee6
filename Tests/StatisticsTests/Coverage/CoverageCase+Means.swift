import MarketLabTesting
import Statistics

/// Differences and lifts of means and of ratios, read out once.
extension CoverageCase {
    static let means: [CoverageCase] =
        [
            CoverageCase("Welch's difference of means, unequal variances", of: 0.3, seed: 1) { draws in
                let control = MeanSample(Moments(of: (0..<25).map { _ in draws.normal() }))
                let treatment = MeanSample(Moments(of: (0..<60).map { _ in 0.3 + 3 * draws.normal() }))
                return try Welch.difference(control: control, treatment: treatment).interval
            },
            CoverageCase("Student's difference of means, pooled variance", of: 0.3, seed: 9) { draws in
                let control = MeanSample(Moments(of: (0..<12).map { _ in draws.normal() }))
                let treatment = MeanSample(Moments(of: (0..<20).map { _ in 0.3 + draws.normal() }))
                return try Welch.difference(
                    control: control, treatment: treatment, settings: .init(variances: .pooled)
                ).interval
            },
            CoverageCase("Welch's one-sided bound", of: 0.3, seed: 10) { draws in
                let control = MeanSample(Moments(of: (0..<30).map { _ in draws.normal() }))
                let treatment = MeanSample(Moments(of: (0..<30).map { _ in 0.3 + 2 * draws.normal() }))
                return try Welch.difference(
                    control: control, treatment: treatment, settings: .init(alternative: .greater)
                ).interval
            },
            CoverageCase("ratio of two totals, delta method", of: 0.02, seed: 3) { draws in
                let (control, treatment) = (clicks(&draws, rate: 0.2), clicks(&draws, rate: 0.22))
                return try Welch.difference(
                    control: RatioSample(control, arm: .control), treatment: RatioSample(treatment, arm: .treatment)
                ).interval
            },
            CoverageCase("lift of a ratio, delta method", of: 0.1, seed: 11) { draws in
                let (control, treatment) = (clicks(&draws, rate: 0.2), clicks(&draws, rate: 0.22))
                return try RelativeLift(
                    control: RatioSample(control, arm: .control), treatment: RatioSample(treatment, arm: .treatment)
                ).estimate.interval
            },
            lifts,
        ]

    private static let liftDefinitions = RelativeLift.Definition.allCases.filter { $0 != .score }

    /// Small effects only: `absoluteOverControl` takes the baseline as known.
    private static let lifts = CoverageCase(
        liftDefinitions.map { "lift of a mean, \($0.rawValue)" }, of: 0.05, seed: 2
    ) { draws in
        let control = MeanSample(Moments(of: (0..<250).map { _ in draws.exponential(mean: 2) }))
        let treatment = MeanSample(Moments(of: (0..<250).map { _ in draws.exponential(mean: 2.1) }))
        return try liftDefinitions.map {
            try RelativeLift(control: control, treatment: treatment, definition: $0).estimate.interval
        }
    }

    /// Clicks per impression: users differ in both, so that impressions of one user are not independent.
    private static func clicks(_ draws: inout Draws, rate: Double) -> CovarianceMoments {
        var moments = CovarianceMoments(variables: 2)
        for _ in 0..<500 {
            let impressions = 1 + draws.poisson(mean: 4 * draws.exponential())
            let own = min(1, rate * (0.5 + draws.uniform()))
            let clicks = (0..<Int(impressions)).count { _ in draws.isSuccess(own) }
            moments.add([Double(clicks), impressions])
        }
        return moments
    }
}
