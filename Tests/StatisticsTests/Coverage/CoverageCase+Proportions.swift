import MarketLabTesting
import Statistics

/// Intervals of proportions. Counts are discrete, so that an interval's true coverage is near 95 % and not at it; the
/// rates here are ones at which it is.
extension CoverageCase {
    static let proportions: [CoverageCase] = [
        CoverageCase(oneRate.map { "one rate, \($0.rawValue)" }, of: 0.3, seed: 21) { draws in
            let sample = try sample(&draws, 400, 0.3)
            return try oneRate.map { try $0.interval(sample) }
        },
        // Never below 95 % by construction.
        CoverageCase("one rate, clopperPearson", of: 0.02, seed: 22, band: 0.935...1) { draws in
            try ProportionInterval.clopperPearson.interval(sample(&draws, 150, 0.02))
        },
        CoverageCase(differences.map { "difference of two rates, \($0.rawValue)" }, of: 0.1, seed: 23) { draws in
            let (control, treatment) = (try sample(&draws, 250, 0.3), try sample(&draws, 200, 0.4))
            return try differences.map { try $0.interval(control: control, treatment: treatment) }
        },
        CoverageCase(
            ProportionRatio.allCases.map { "ratio of two rates, \($0.rawValue)" }, of: 0.4 / 0.3, seed: 24
        ) { draws in
            let (control, treatment) = (try sample(&draws, 250, 0.3), try sample(&draws, 200, 0.4))
            return try ProportionRatio.allCases.map { try $0.interval(control: control, treatment: treatment) }
        },
        CoverageCase(
            OddsRatio.allCases.map { "odds ratio, \($0.rawValue)" }, of: (0.4 / 0.6) / (0.3 / 0.7), seed: 25
        ) { draws in
            let (control, treatment) = (try sample(&draws, 250, 0.3), try sample(&draws, 200, 0.4))
            return try OddsRatio.allCases.map { try $0.interval(control: control, treatment: treatment) }
        },
        CoverageCase("difference of two rates, Welch's t", of: 0.02, seed: 26) { draws in
            try Welch.difference(control: sample(&draws, 800, 0.1), treatment: sample(&draws, 800, 0.12)).interval
        },
    ]

    private static let oneRate = [ProportionInterval.wald, .wilson, .agrestiCoull, .jeffreys]
    private static let differences = ProportionDifference.allCases.filter { $0 != .statsmodelsScore }

    private static func sample(_ draws: inout Draws, _ n: Int, _ rate: Double) throws -> ProportionSample {
        try ProportionSample(successes: (0..<n).count { _ in draws.isSuccess(rate) }, n: n)
    }
}
