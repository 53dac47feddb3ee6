import MarketLabTesting
import Statistics
import Testing

/// Fieller's lift: the difference's own test, and an interval only where there is one.
@Suite struct LiftContrastTests {
    /// A mean with a standard error, of many units.
    private func arm(_ mean: Double, squaredError: Double) -> MeanSample {
        let n = 1_000_000
        return MeanSample(Moments(n: n, mean: mean, m2: squaredError * Double(n) * Double(n - 1)))
    }

    private func contrast(_ control: MeanSample, _ treatment: MeanSample) throws -> LiftContrast {
        try LiftContrast(control: control, treatment: treatment, settings: .init(reference: .normal))
    }

    @Test func itsTestIsThatOfTheDifference() throws {
        let (control, treatment) = (arm(4, squaredError: 0.3), arm(5.3, squaredError: 0.2))
        for alternative in Alternative.allCases {
            let settings = ComparisonSettings(alternative: alternative, reference: .normal)
            let lift = try LiftContrast(control: control, treatment: treatment, settings: settings).estimate(
                settings: settings)
            let difference = try Welch.difference(control: control, treatment: treatment, settings: settings)
            #expect(close(lift.pValue, difference.pValue, relative: 1e-10))
            #expect(lift.excludes(0) == difference.excludes(0))
        }
    }

    /// At the ends the contrast is as many standard errors from 0 as the interval reaches.
    @Test(arguments: [-4.0, 4]) func atTheEndsTheTestIsAtItsLevel(baseline: Double) throws {
        let (control, treatment) = (arm(baseline, squaredError: 0.3), arm(5.3, squaredError: 0.2))
        let interval = try contrast(control, treatment).estimate(settings: .init(reference: .normal)).interval
        for end in [interval.lower, interval.upper] {
            let test = try contrast(control, treatment).estimate(settings: .init(nullEffect: end, reference: .normal))
            #expect(close(test.pValue, 0.05, relative: 1e-8))
        }
    }

    @Test func aBaselineThatMayBeZeroBoundsNothing() throws {
        let estimate = try contrast(arm(1, squaredError: 0.3), arm(5.3, squaredError: 0.2)).estimate()
        #expect(estimate.interval.lower == -.infinity && estimate.interval.upper == .infinity)
        #expect(throws: StatisticsError.zeroBaseline) { try contrast(arm(0, squaredError: 1), arm(1, squaredError: 1)) }
    }

    /// numpy: the joint normal of difference and baseline, with the prior of the difference as one more reading.
    @Test func aPriorIsOneMoreReading() throws {
        let after = try contrast(arm(4, squaredError: 0.3), arm(5.3, squaredError: 0.2))
            .updated(priorMean: 0.1, deviation: 0.2)
        #expect(
            close(after.difference, 0.9052631578947375, relative: 1e-10)
                && close(after.baseline, 4.236842105263158, relative: 1e-10))
        #expect(close(after.differenceVariance, 0.28070175438596495, relative: 1e-10))
        #expect(close(after.covariance, -0.16842105263157894, relative: 1e-10))
        #expect(close(after.baselineVariance, 0.22105263157894736, relative: 1e-10))
        let flat = try contrast(arm(4, squaredError: 0.3), arm(5.3, squaredError: 0.2))
            .updated(priorMean: 0.1, deviation: 1e9)
        #expect(close(flat.difference, 1.3, relative: 1e-9) && close(flat.baseline, 4, relative: 1e-9))
    }

    /// What CUPED takes out of the difference stays in the baseline.
    @Test func aCovariateLeavesTheBaselinesNoise() throws {
        var draws = Draws(seed: 3)
        func joint() -> CovarianceMoments {
            var moments = CovarianceMoments(variables: 2)
            for _ in 0..<200 {
                let x = draws.normal()
                moments.add([10 + x + 0.1 * draws.normal(), x])
            }
            return moments
        }
        let control = joint()
        let cuped = Cuped.mean(control: control, treatment: joint())
        let contrast = try LiftContrast(control: cuped.control, treatment: cuped.treatment)
        #expect(close(contrast.baselineVariance, control.variance(0) / 200, relative: 1e-12))
        #expect(contrast.differenceVariance < contrast.baselineVariance / 20)
    }
}
