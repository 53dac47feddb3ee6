import MarketLabTesting
import Statistics
import Testing

@Suite struct CupedTests {
    private func arms(correlation: Double, seed: UInt64) -> (CovarianceMoments, CovarianceMoments) {
        var draws = Draws(seed: seed)
        func arm(_ shift: Double) -> CovarianceMoments {
            var moments = CovarianceMoments(variables: 2)
            for _ in 0..<2000 {
                let before = draws.normal()
                let noise = (1 - correlation * correlation).squareRoot() * draws.normal()
                moments.add([5 + shift + correlation * before + noise, 3 + before])
            }
            return moments
        }
        return (arm(0), arm(0.1))
    }

    @Test func theVarianceFallsByTheSquaredCorrelation() {
        let (control, treatment) = arms(correlation: 0.8, seed: 3)
        let adjusted = Cuped.mean(control: control, treatment: treatment)
        #expect((adjusted.varianceReduction - 0.64).magnitude < 0.03)
        #expect((adjusted.theta - 0.8).magnitude < 0.05)
    }

    @Test func centringMovesTheMeansAndNotTheDifference() throws {
        let (control, treatment) = arms(correlation: 0.5, seed: 4)
        let centred = Cuped.mean(control: control, treatment: treatment)
        let plain = Cuped.mean(control: control, treatment: treatment, centring: .none)
        let differences = [centred, plain].map { $0.treatment.mean - $0.control.mean }
        #expect(close(differences[0], differences[1], relative: 1e-9))
        #expect((centred.control.mean - 5).magnitude < 0.1)
        #expect((plain.control.mean - 5).magnitude > 1)
    }

    @Test func aCovariateThatDoesNotVaryAdjustsNothing() throws {
        var arm = CovarianceMoments(variables: 2)
        for value in [1.0, 2, 3, 5] { arm.add([value, 7]) }
        let adjusted = Cuped.mean(control: arm, treatment: arm)
        #expect(adjusted.theta == 0)
        #expect(adjusted.varianceReduction == 0)
        #expect(adjusted.control.mean == arm.means[0])
    }

    /// A mean is a ratio whose denominator is one per unit.
    @Test func theRatioFormOfAMeanIsTheMean() throws {
        let (control, treatment) = arms(correlation: 0.5, seed: 5)
        let mean = Cuped.mean(control: control, treatment: treatment)
        let ratio = try Cuped.ratio(
            control: control, treatment: treatment, metric: .init(numerator: 0, denominator: nil),
            covariate: .init(numerator: 1, denominator: nil), rule: .pooledArms)
        #expect(close(mean.theta, ratio.theta))
        #expect(close(mean.treatment.variance, ratio.treatment.variance))
        #expect(close(mean.treatment.mean, ratio.treatment.mean))
    }

    @Test func aRegressionWithDependentCovariatesIsRefused() {
        let treated = (0..<20).map { $0.isMultiple(of: 2) }
        let rows = (0..<20).map { [Double($0), 2 * Double($0)] }
        #expect(throws: StatisticsError.singular("the design of the regression")) {
            try RegressionAdjustment(
                outcome: rows.map { $0[0] }, treated: treated, covariates: rows, slopes: .common)
        }
    }
}
