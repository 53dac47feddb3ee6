import Foundation
import MarketLabTesting
import Statistics

/// Lifts of 10 % as `analyze` reads them out: of means by Fieller, of proportions by the score interval.
///
/// Few units of heavy tails and few successes make an interval that holds more than its level, which is no fault; less would be
/// one. What has no bounded interval holds every lift.
extension CoverageCase {
    static let readOutLifts: [CoverageCase] =
        liftedMeans.indices.map(meanLift) + liftedRates.indices.map(rateLift) + [adjustedLift]

    private static let sizes = [20, 50, 500]
    private static let never = 0.935...1.0

    private static let liftedMeans: [(name: String, draw: @Sendable (inout Draws) -> Double)] = [
        ("normal", { 5 + 2 * $0.normal() }), ("exponential", { $0.exponential() }),
        ("lognormal(1.36)", { exp(1.36 * $0.normal()) }),
    ]

    private static func meanLift(_ index: Int) -> CoverageCase {
        let (name, draw) = liftedMeans[index]
        return CoverageCase(
            sizes.map { "lift, Fieller, \(name), \($0) an arm" }, of: 0.1, seed: 81 + UInt64(index), band: never
        ) { draws in
            try sizes.map { size in
                let control = MeanSample(Moments(of: (0..<size).map { _ in draw(&draws) }))
                let treatment = MeanSample(Moments(of: (0..<size).map { _ in 1.1 * draw(&draws) }))
                return try RelativeLift(control: control, treatment: treatment, definition: .fieller).estimate.interval
            }
        }
    }

    private static let liftedRates = [0.05, 0.3]

    private static func rateLift(_ index: Int) -> CoverageCase {
        let rate = liftedRates[index]
        return CoverageCase(
            sizes.map { "lift, score, rate \(rate), \($0) an arm" }, of: 0.1, seed: 91 + UInt64(index), band: never
        ) { draws in
            try sizes.map { size in
                func sample(_ rate: Double) throws -> ProportionSample {
                    try ProportionSample(successes: (0..<size).count { _ in draws.isSuccess(rate) }, n: size)
                }
                let (control, treatment) = (try sample(rate), try sample(1.1 * rate))
                guard control.successes > 0 else {
                    return Interval(lower: -.infinity, upper: .infinity, level: 0.95)
                }
                return try RelativeLift(scoring: control, treatment: treatment).estimate.interval
            }
        }
    }

    /// A covariate that explains almost all: the baseline's own noise is most of the lift's.
    private static let adjustedLift = CoverageCase(
        ["lift, Fieller, CUPED with r = .998, 150 an arm", "lift, delta method, CUPED with r = .998, 150 an arm"],
        of: 0.1,
        seed: 95
    ) { draws in
        func arm(_ shift: Double) -> CovarianceMoments {
            var moments = CovarianceMoments(variables: 2)
            for _ in 0..<150 {
                let before = draws.normal()
                moments.add([5 + shift + before + 0.0633 * draws.normal(), before])
            }
            return moments
        }
        let cuped = Cuped.mean(control: arm(0), treatment: arm(0.5))
        return try [RelativeLift.Definition.fieller, .deltaMethod].map {
            try RelativeLift(control: cuped.control, treatment: cuped.treatment, definition: $0).estimate.interval
        }
    }
}

/// Quantiles by the inverted test.
extension CoverageCase {
    static let quantiles: [CoverageCase] =
        [0.5, 0.9].map { probability in
            CoverageCase("quantile \(probability) of equal shares, unequal densities", of: 0, seed: 101) { draws in
                let centre = probability == 0.5 ? 0 : 1.2815515655446004
                let control = (0..<400).map { _ in [draws.normal() - centre] }
                let treatment = (0..<300).map { _ in [3 * (draws.normal() - centre)] }
                return try shifts(control, treatment, probability, clustered: false)
            }
        }
        + [
            CoverageCase("quantile 0.9 of users' events, inverted test", of: 0.5, seed: 102) { draws in
                func users(_ shift: Double) -> [[Double]] {
                    (0..<200).map { _ in
                        let level = shift + draws.normal()
                        return (0..<(1 + draws.integer(below: 5))).map { _ in level + draws.normal() }
                    }
                }
                return try shifts(users(0), users(0.5), 0.9, clustered: true)
            },
            CoverageCase("lift of a quantile, inverted test", of: 0.25, seed: 103) { draws in
                func arm(_ scale: Double) -> [[Double]] { (0..<300).map { _ in [scale * exp(draws.normal())] } }
                let comparison = try QuantileComparison(
                    control: arm(1), treatment: arm(1.25), probability: 0.5, clustered: false)
                return try comparison.lifts(
                    reach: StandardNormal.quantile(upperTail: 0.025), alternative: .twoSided, level: 0.95
                ).interval
            },
            CoverageCase("quantile 0.9 of whole seconds, most of them 0", of: 0, seed: 104, band: 0.935...1) { draws in
                func arm() -> [[Double]] {
                    (0..<400).map { _ in [draws.isSuccess(0.6) ? 0 : draws.exponential(mean: 8).rounded(.up)] }
                }
                return try shifts(arm(), arm(), 0.9, clustered: false)
            },
        ]

    private static func shifts(
        _ control: [[Double]], _ treatment: [[Double]], _ probability: Double, clustered: Bool
    ) throws -> Interval {
        try QuantileComparison(
            control: control, treatment: treatment, probability: probability, clustered: clustered
        ).differences(reach: StandardNormal.quantile(upperTail: 0.025), alternative: .twoSided, level: 0.95)
    }
}
