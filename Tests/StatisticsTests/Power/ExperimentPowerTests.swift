import MarketLabTesting
import Statistics
import Testing

@Suite struct ExperimentPowerTests {
    /// (z_0.975 + z_0.8)^2 = 7.8489: n an arm is 2 sd^2/d^2 times that, and a little more for Student's t.
    @Test func aMeanNeedsWhatTheClosedFormSays() throws {
        let units = try ExperimentPower(.mean(10, standardDeviation: 30)).units(power: 0.8, effect: 0.5)
        #expect(close(units, 4 * 900 * 7.848879734 / 0.25, relative: 1e-4))
    }

    /// R: power.t.test(delta = .5, sd = 1, power = .8) has n = 63.76561; .9 has 85.03128.
    @Test(arguments: [(0.8, 63.76561), (0.9, 85.03128)])
    func aSmallSampleAgreesWithR(power: Double, perArm: Double) throws {
        let units = try ExperimentPower(.mean(0, standardDeviation: 1)).units(power: power, effect: 0.5)
        #expect(close(units, 2 * perArm, relative: 1e-4))
    }

    /// (z_a + z_b)^2 (p q + p' q')/d^2, without the pooling that some calculators do: 3,834 an arm for 10 % against 12 %.
    @Test func aRateTakesTheVarianceOfEachArm() throws {
        let units = try ExperimentPower(.rate(0.1)).units(power: 0.8, effect: 0.02)
        #expect(close(units, 2 * 7.848879734 * (0.09 + 0.1056) / 0.0004, relative: 1e-3))
    }

    @Test(
        arguments: Alternative.allCases,
        [ExperimentPower.Baseline.mean(-5, standardDeviation: 4), .rate(0.2)])
    func sizeEffectAndPowerAreOneEquation(alternative: Alternative, baseline: ExperimentPower.Baseline) throws {
        for test in [ExperimentPower.Test.fixed, .sequential(tuning: 2_000)] {
            var experiment = ExperimentPower(baseline)
            experiment.alternative = alternative
            experiment.controlShare = 0.7
            experiment.correlation = -0.4
            experiment.clusters = .init(size: 5, intraclassCorrelation: 0.1)
            experiment.test = test
            let effect = alternative == .less ? -0.05 : 0.05
            let units = try experiment.units(power: 0.85, effect: effect)
            #expect(close(try experiment.power(effect: effect, units: units), 0.85, relative: 1e-8))
            #expect(close(try experiment.detectableEffect(power: 0.85, units: units), effect, relative: 1e-6))
        }
    }

    /// r = 0.6 leaves 64 % of the variance; a design effect of 1 + 9 x 0.05 needs 1.45 times the units.
    @Test func covariatesSaveUnitsAndClustersCostThem() throws {
        var experiment = ExperimentPower(.mean(1, standardDeviation: 1))
        let plain = try experiment.units(power: 0.8, effect: 0.01)
        experiment.correlation = 0.6
        #expect(close(try experiment.units(power: 0.8, effect: 0.01), 0.64 * plain, relative: 1e-4))
        experiment.correlation = 0
        experiment.clusters = .init(size: 10, intraclassCorrelation: 0.05)
        #expect(close(try experiment.units(power: 0.8, effect: 0.01), 1.45 * plain, relative: 1e-3))
        #expect(close(experiment.designEffect, 1.45))
    }

    /// 2,000 experiments of a planned power of 80 % that are read out by the sequence: their share leaves 76.5...83.5 % with
    /// probability 1e-4.
    @Test func theSequencesPlannedPowerIsReached() throws {
        var experiment = ExperimentPower(.mean(0, standardDeviation: 1))
        experiment.test = .sequential(tuning: 300)
        let perArm = Int((try experiment.units(power: 0.8, effect: 0.5) / 2).rounded())
        var found = 0
        for round in 0..<2_000 {
            var draws = Draws(seed: 78_000 + UInt64(round))
            func arm(_ shift: Double) -> MeanSample {
                MeanSample(Moments(of: (0..<perArm).map { _ in shift + draws.normal() }))
            }
            let fixed = try Welch.difference(control: arm(0), treatment: arm(0.5))
            let sequence = try ConfidenceSequence(of: fixed, units: 2 * perArm, tuning: 300)
            if !sequence.estimate.interval.contains(0) { found += 1 }
        }
        #expect((0.765...0.835).contains(Double(found) / 2_000))
    }

    @Test func theSequenceCostsUnits() throws {
        var experiment = ExperimentPower(.mean(0, standardDeviation: 1))
        let fixed = try experiment.units(power: 0.8, effect: 0.1)
        experiment.test = .sequential(tuning: fixed)
        let ratio = try experiment.units(power: 0.8, effect: 0.1) / fixed
        #expect((1.3...2.5).contains(ratio))
    }

    @Test func whatCannotBeSolvedIsRefusedAndNeverNaN() {
        let rate = ExperimentPower(.rate(0.5))
        #expect(throws: StatisticsError.self) { try rate.units(power: 0.8, effect: 0.5) }
        #expect(throws: StatisticsError.self) { try rate.detectableEffect(power: 0.999, units: 6) }
        #expect(throws: StatisticsError.self) { try ExperimentPower(.rate(1)).power(effect: 0.1, units: 100) }
        let mean = ExperimentPower(.mean(1, standardDeviation: 1))
        #expect(throws: StatisticsError.self) { try mean.units(power: 0.8, effect: 0) }
        #expect(throws: StatisticsError.self) { try mean.units(power: 0.05, effect: 1) }
        #expect(throws: StatisticsError.tooFewUnits(in: .control)) { try mean.power(effect: 1, units: 2) }
        #expect(throws: StatisticsError.noVariance(in: .control)) {
            try ExperimentPower(.mean(1, standardDeviation: 0)).power(effect: 1, units: 100)
        }
    }
}
