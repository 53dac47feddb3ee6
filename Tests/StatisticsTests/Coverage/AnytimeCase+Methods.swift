import Foundation
import MarketLabTesting
import Statistics

/// Comparisons of two arms.
extension AnytimeCase {
    static let comparisons: [AnytimeCase] =
        [Alternative.twoSided, .greater].map { alternative in
            AnytimeCase("confidence sequence of two means, \(alternative.rawValue)", seed: 61, paths: 300) { draws in
                let settings = ComparisonSettings(alternative: alternative, reference: .normal)
                return try anyLook(&draws) { control, treatment in
                    let fixed = try Welch.difference(control: control, treatment: treatment, settings: settings)
                    return try ConfidenceSequence(
                        of: fixed, units: control.n + treatment.n, tuning: 1_000, settings: settings
                    ).estimate.excludes(0)
                }
            }
        } + [
            AnytimeCase("Statsig's sequence", seed: 62, paths: 300) { draws in
                try anyLook(&draws) { try StatsigSequence(control: $0, treatment: $1).estimate.excludes(0) }
            },
            AnytimeCase("mixture SPRT", seed: 63) { draws in
                var test = try MixtureSPRT(unitVariance: 1, effectVariance: 0.01)
                var sum = 0.0
                for look in 1...looks {
                    sum += 2.0.squareRoot() * draws.normal()
                    test.look(effect: sum / Double(look), unitsPerArm: look)
                }
                return test.pValue <= 0.05
            },
            AnytimeCase("quantile test of two arms, \(slowLooks) looks", seed: 64, paths: 100) { draws in
                let test = try QuantileSequentialTest(probability: 0.5, tightestValues: 50)
                var (control, treatment): ([Double], [Double]) = ([], [])
                for _ in 0..<slowLooks {
                    control.append(draws.exponential())
                    treatment.append(draws.exponential())
                    if try test.pValue(control: control, treatment: treatment) <= 0.05 { return true }
                }
                return false
            },
        ]

    /// Two equal arms, first looked at with 100 users each; two more each look.
    private static func anyLook(
        _ draws: inout Draws, _ errs: (MeanSample, MeanSample) throws -> Bool
    ) rethrows -> Bool {
        var (control, treatment) = (Moments(), Moments())
        func join(_ users: Int) {
            for _ in 0..<users {
                control.add(draws.normal())
                treatment.add(draws.normal())
            }
        }
        join(100)
        for _ in 0..<looks {
            if try errs(MeanSample(control), MeanSample(treatment)) { return true }
            join(2)
        }
        return false
    }
}

/// Sums of increments that are 0 in the mean, against the boundary at each of 1,000 times.
extension AnytimeCase {
    static let sums: [AnytimeCase] = [
        AnytimeCase("normal mixture, two-sided", seed: 65) { draws in
            crosses(&draws, twoSided, bothWays: true) { $0.normal() }
        },
        AnytimeCase("normal mixture, one-sided", seed: 66) { draws in crosses(&draws, oneSided) { $0.normal() } },
        AnytimeCase("stitched boundary", seed: 67) { draws in crosses(&draws, stitched) { $0.normal() } },
        AnytimeCase("gamma-exponential mixture", seed: 68) { draws in
            crosses(&draws, exponential) { $0.exponential() - 1 }
        },
    ]

    private static let twoSided = boundary(try? NormalMixture(tightestTime: 200, isOneSided: false))
    private static let oneSided = boundary(try? NormalMixture(tightestTime: 200, isOneSided: true))
    private static let exponential = boundary(try? GammaExponentialMixture(tightestTime: 200, scale: 1))
    private static let stitched = (1...looks).map {
        (try? StitchedBoundary.polynomial(time: Double($0), alpha: 0.05, from: 10)) ?? 0
    }

    private static func boundary(_ mixture: (any MixtureBoundary)?) -> [Double] {
        (1...looks).map { (try? mixture?.bound(time: Double($0), alpha: 0.05)) ?? 0 }
    }

    private static func crosses(
        _ draws: inout Draws, _ bounds: [Double], bothWays: Bool = false, increment: (inout Draws) -> Double
    ) -> Bool {
        var sum = 0.0
        return bounds.contains { bound in
            sum += increment(&draws)
            return (bothWays ? sum.magnitude : sum) >= bound
        }
    }
}

/// Rates and quantiles of one stream of values.
extension AnytimeCase {
    static let rates: [AnytimeCase] = [
        AnytimeCase("beta-binomial mixture, two-sided", seed: 69) { draws in
            let mixture = try BetaBinomialMixture(tightestTime: 42, g: 0.3, h: 0.7, isOneSided: false)
            var sum = 0.0
            return (1...looks).contains { look in
                sum += (draws.isSuccess(0.3) ? 1 : 0) - 0.3
                return mixture.logMixture(sum: sum, time: 0.21 * Double(look)) >= -log(0.05)
            }
        },
        AnytimeCase("confidence sequence of a rate, \(slowLooks) looks", seed: 70, paths: 300) { draws in
            var successes = 0
            for look in 1...slowLooks {
                successes += draws.isSuccess(0.3) ? 1 : 0
                let sample = try ProportionSample(successes: successes, n: look)
                if try !BernoulliSequence.interval(sample, tightestTrials: 200).contains(0.3) { return true }
            }
            return false
        },
        AnytimeCase("stitched boundary of all quantiles", seed: 71) { draws in
            var below = 0.0
            return quantile.enumerated().contains { look, bound in
                below += draws.isSuccess(0.9) ? 1 : 0
                return below - 0.9 * Double(look + 1) >= bound
            }
        },
    ]

    private static let quantile = (1...looks).map {
        (try? StitchedBoundary.doublyStitched(probability: 0.9, values: Double($0), alpha: 0.05, tightestValues: 32))
            ?? 0
    }
}
