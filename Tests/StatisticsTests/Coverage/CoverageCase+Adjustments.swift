import MarketLabTesting
import Statistics

/// Effects with what was known before the experiment taken out: CUPED, regression, strata.
extension CoverageCase {
    static let adjustments: [CoverageCase] =
        [adjustedMean(isLift: false), adjustedMean(isLift: true)]
        + [adjustedRatio(isLift: false), adjustedRatio(isLift: true), regression, strata]

    private static func adjustedMean(isLift: Bool) -> CoverageCase {
        CoverageCase("CUPED, \(isLift ? "lift" : "difference") of a mean", of: isLift ? 0.02 : 0.1, seed: 4) { draws in
            func arm(_ shift: Double) -> CovarianceMoments {
                var moments = CovarianceMoments(variables: 2)
                for _ in 0..<300 {
                    let before = draws.normal()
                    moments.add([5 + shift + 0.8 * before + 0.6 * draws.normal(), before])
                }
                return moments
            }
            return try interval(Cuped.mean(control: arm(0), treatment: arm(0.1)), isLift: isLift)
        }
    }

    private static func adjustedRatio(isLift: Bool) -> CoverageCase {
        let rules = [Cuped.RatioRule.sumOverArms, .pooledArms]
        let names = rules.map { "CUPED, \(isLift ? "lift" : "difference") of a ratio, \($0.rawValue)" }
        return CoverageCase(names, of: isLift ? 0.1 : 0.05, seed: 5) { draws in
            func arm(_ lift: Double) -> CovarianceMoments {
                var moments = CovarianceMoments(variables: 4)
                for _ in 0..<300 {
                    let taste = 0.5 * (0.5 + draws.uniform())
                    let (now, before) = (3 + draws.poisson(mean: 5), 3 + draws.poisson(mean: 5))
                    let spend = taste * (1 + lift) * now + 0.2 * draws.normal()
                    moments.add([spend, now, taste * before + 0.2 * draws.normal(), before])
                }
                return moments
            }
            let (control, treatment) = (arm(0), arm(0.1))
            return try rules.map {
                try interval(Cuped.ratio(control: control, treatment: treatment, rule: $0), isLift: isLift)
            }
        }
    }

    private static func interval(_ adjusted: Cuped, isLift: Bool) throws -> Interval {
        isLift
            ? try RelativeLift(control: adjusted.control, treatment: adjusted.treatment).estimate.interval
            : try Welch.difference(control: adjusted.control, treatment: adjusted.treatment).interval
    }

    private static let regression = CoverageCase(
        RegressionAdjustment.Slopes.allCases.map { "regression on two covariates, slopes \($0.rawValue)" }, of: 0.5,
        seed: 6
    ) { draws in
        var (outcome, treated, covariates): ([Double], [Bool], [[Double]]) = ([], [], [])
        for unit in 0..<120 {
            let x = [draws.normal(), draws.normal()]
            let arm = unit.isMultiple(of: 2)
            let noise = (1 + x[0].magnitude) * draws.normal()
            outcome.append((arm ? 0.5 : 0) + x[0] - 0.5 * x[1] + noise)
            treated.append(arm)
            covariates.append(x)
        }
        return try RegressionAdjustment.Slopes.allCases.map {
            try RegressionAdjustment(outcome: outcome, treated: treated, covariates: covariates, slopes: $0)
                .estimate().interval
        }
    }

    /// Three strata, far apart, weighted by their shares of all units.
    private static let strata = CoverageCase("post-stratification", of: 0.3, seed: 12) { draws in
        var arms = [[CovarianceMoments]](
            repeating: Array(repeating: CovarianceMoments(variables: 1), count: 3), count: 2)
        for unit in 0..<400 {
            let stratum = draws.isSuccess(0.2) ? 2 : draws.isSuccess(0.5) ? 1 : 0
            let treated = unit.isMultiple(of: 2)
            arms[treated ? 1 : 0][stratum].add(
                [3 * Double(stratum) + (treated ? 0.3 : 0) + (1 + Double(stratum)) * draws.normal()])
        }
        let weights = (0..<3).map { Double(arms[0][$0].n + arms[1][$0].n) / 400 }
        let control = try PostStratification.moments(of: arms[0], weights: weights, arm: .control)
        let treatment = try PostStratification.moments(of: arms[1], weights: weights, arm: .treatment)
        return try Welch.difference(
            control: MeanSample(control.moments(of: 0)), treatment: MeanSample(treatment.moments(of: 0))
        ).interval
    }
}
