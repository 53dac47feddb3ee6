import Foundation
import Statistics
import Testing

/// Intervals of one readout, against a truth that the simulation knows. See `Coverage` for the false-alarm rate.
@Suite struct FixedHorizonCoverageTests {
    @Test func theDifferenceOfUnequalVariancesIsCovered() throws {
        let share = try Coverage.share(of: 0.3, seed: 1) { draws in
            let control = MeanSample(Moments(of: (0..<25).map { _ in draws.normal() }))
            let treatment = MeanSample(Moments(of: (0..<60).map { _ in 0.3 + 3 * draws.normal() }))
            return try Welch.difference(control: control, treatment: treatment).interval
        }
        #expect(Coverage.band.contains(share))
    }

    /// Small effects only: `absoluteOverControl` takes the baseline as known.
    @Test(arguments: RelativeLift.Definition.allCases)
    func theLiftIsCovered(definition: RelativeLift.Definition) throws {
        let share = try Coverage.share(of: 0.05, seed: 2) { draws in
            let control = MeanSample(Moments(of: (0..<400).map { _ in draws.exponential(mean: 2) }))
            let treatment = MeanSample(Moments(of: (0..<400).map { _ in draws.exponential(mean: 2.1) }))
            return try RelativeLift(control: control, treatment: treatment, definition: definition).estimate.interval
        }
        #expect(Coverage.band.contains(share))
    }

    /// Clicks per impression: users differ in both, so that impressions of one user are not independent.
    private func user(_ draws: inout Draws, rate: Double) -> [Double] {
        let impressions = 1 + draws.poisson(mean: 4 * draws.exponential())
        let own = min(1, rate * (0.5 + draws.uniform()))
        let clicks = (0..<Int(impressions)).count { _ in draws.isSuccess(own) }
        return [Double(clicks), impressions]
    }

    @Test func theRatioOfTwoTotalsIsCovered() throws {
        let share = try Coverage.share(of: 0.02, seed: 3) { draws in
            var (control, treatment) = (CovarianceMoments(variables: 2), CovarianceMoments(variables: 2))
            for _ in 0..<500 {
                control.add(user(&draws, rate: 0.2))
                treatment.add(user(&draws, rate: 0.22))
            }
            return try Welch.difference(
                control: RatioSample(control, arm: .control), treatment: RatioSample(treatment, arm: .treatment)
            ).interval
        }
        #expect(Coverage.band.contains(share))
    }

    @Test(arguments: [false, true])
    func theAdjustedMeanIsCovered(relative: Bool) throws {
        let share = try Coverage.share(of: relative ? 0.02 : 0.1, seed: 4) { draws in
            func arm(_ shift: Double) -> CovarianceMoments {
                var moments = CovarianceMoments(variables: 2)
                for _ in 0..<300 {
                    let before = draws.normal()
                    moments.add([5 + shift + 0.8 * before + 0.6 * draws.normal(), before])
                }
                return moments
            }
            let adjusted = Cuped.mean(control: arm(0), treatment: arm(0.1))
            return relative
                ? try RelativeLift(control: adjusted.control, treatment: adjusted.treatment).estimate.interval
                : try Welch.difference(control: adjusted.control, treatment: adjusted.treatment).interval
        }
        #expect(Coverage.band.contains(share))
    }

    @Test(arguments: [Cuped.RatioRule.sumOverArms, .pooledArms], [false, true])
    func theAdjustedRatioIsCovered(rule: Cuped.RatioRule, relative: Bool) throws {
        let share = try Coverage.share(of: relative ? 0.1 : 0.05, seed: 5) { draws in
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
            let adjusted = try Cuped.ratio(control: arm(0), treatment: arm(0.1), rule: rule)
            return relative
                ? try RelativeLift(control: adjusted.control, treatment: adjusted.treatment).estimate.interval
                : try Welch.difference(control: adjusted.control, treatment: adjusted.treatment).interval
        }
        #expect(Coverage.band.contains(share))
    }

    @Test(arguments: RegressionAdjustment.Slopes.allCases)
    func theEffectAdjustedByRegressionIsCovered(slopes: RegressionAdjustment.Slopes) throws {
        let share = try Coverage.share(of: 0.5, seed: 6) { draws in
            var (outcome, treated, covariates): ([Double], [Bool], [[Double]]) = ([], [], [])
            for unit in 0..<120 {
                let x = [draws.normal(), draws.normal()]
                let arm = unit.isMultiple(of: 2)
                let noise = (1 + x[0].magnitude) * draws.normal()
                outcome.append((arm ? 0.5 : 0) + x[0] - 0.5 * x[1] + noise)
                treated.append(arm)
                covariates.append(x)
            }
            return try RegressionAdjustment(
                outcome: outcome, treated: treated, covariates: covariates, slopes: slopes
            ).estimate().interval
        }
        #expect(Coverage.band.contains(share))
    }

    @Test func theMeanOverReplicationsIsCovered() throws {
        let share = try Coverage.share(of: 1, seed: 7) { draws in
            let interval = try ReplicationInterval.mean(of: (0..<8).map { _ in 1 + draws.normal() }).interval
            return try #require(interval)
        }
        #expect(Coverage.band.contains(share))
    }

    @Test func theRelativeDifferenceOverReplicationsIsCovered() throws {
        let share = try Coverage.share(of: 0.1, seed: 8) { draws in
            var (treated, control): ([Double], [Double]) = ([], [])
            for _ in 0..<24 {
                let size = 100 + 5 * draws.normal()
                control.append(size + draws.normal())
                treated.append(1.1 * size + 3 * draws.normal())
            }
            let lift = try ReplicationInterval.relativeDifference(treated: treated, control: control)
            return try #require(lift.interval)
        }
        #expect(Coverage.band.contains(share))
    }
}
