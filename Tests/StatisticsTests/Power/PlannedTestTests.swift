import Statistics
import Testing

/// What an experiment finds that is read out by other tests than Welch's at the end.
@Suite struct PlannedTestTests {
    /// Jennison and Turnbull (2000), tables 2.2 and 2.4: how many times the units of a fixed design a two-sided test of 5 % takes
    /// for a power of 80 %.
    @Test(arguments: [
        (2, 1.110, 1.008), (3, 1.166, 1.017), (4, 1.202, 1.024), (5, 1.229, 1.028),
    ])
    func classicBoundariesInflateTheUnitsAsPublished(looks: Int, pocock: Double, obrienFleming: Double) throws {
        let fractions = (1...looks).map { Double($0) / Double(looks) }
        let last = try GroupSequential.obrienFlemingBound(looks: looks)
        let constant = try GroupSequential.pocockBound(looks: looks)
        for (bounds, published) in [
            (fractions.map { _ in constant }, pocock), (fractions.map { last / $0.squareRoot() }, obrienFleming),
        ] {
            let drift = (published * 7.848879734).squareRoot()
            let power = try GroupSequential.rejectionProbability(
                zBounds: bounds, informationFractions: fractions, drift: drift)
            // Half a unit of the table's last place is 0.0002 of power.
            #expect(abs(power - 0.8) < 3e-4, "\(looks) looks: \(power)")
        }
    }

    /// Spending as gsDesign's sfLDOF and sfLDPocock at 2.5 % one-sided; the power by a recursion of its own in numpy (Simpson's rule
    /// on 4,001 points) at an expected last z of 3.
    @Test(arguments: [
        (GroupSequential.Spending.lateAsOBrienFleming, 3, 0.8465191), (.lateAsOBrienFleming, 5, 0.8424421),
        (.earlyAsPocock, 3, 0.7914871), (.earlyAsPocock, 5, 0.7762565),
    ])
    func spendingFunctionsHaveThePowerOfAnIndependentRecursion(
        spending: GroupSequential.Spending, looks: Int, power: Double
    ) throws {
        var experiment = ExperimentPower(.mean(0, standardDeviation: 1))
        experiment.alpha = 0.025
        experiment.alternative = .greater
        experiment.test = .groupSequential(looks: looks, spending: spending)
        // 3 = effect / sqrt(4 / units).
        #expect(abs(try experiment.power(effect: 0.06, units: 10_000) - power) < 2e-6)
        experiment.alternative = .less
        #expect(abs(try experiment.power(effect: -0.06, units: 10_000) - power) < 2e-6)
    }

    /// One look is the test at the end, but for the normal distribution.
    @Test func oneLookIsAFixedTest() throws {
        var experiment = ExperimentPower(.mean(0, standardDeviation: 1))
        let fixed = try experiment.power(effect: 0.05, units: 20_000)
        experiment.test = .groupSequential(looks: 1, spending: .lateAsOBrienFleming)
        #expect(abs(try experiment.power(effect: 0.05, units: 20_000) - fixed) < 1e-4)
    }

    /// Looks add to what the sequence finds at all units, and never take away.
    @Test func looksBeforeTheEndOnlyFindMore() throws {
        var experiment = ExperimentPower(.mean(0, standardDeviation: 1))
        var before = 0.0
        for looks in [1, 2, 5, 20] {
            experiment.test = .sequential(tuning: 5_000, looks: looks)
            let power = try experiment.power(effect: 0.06, units: 10_000)
            #expect(power > before)
            before = power
        }
    }

    /// statsmodels: TTestIndPower().solve_power(effect_size=.5, alpha=.05, power=.8, alternative='larger') = 50.1508, for an effect
    /// of nothing and a margin of half a standard deviation as well.
    @Test(arguments: [Alternative.greater, .less])
    func aMarginIsAnEffectOfItsSize(alternative: Alternative) throws {
        var experiment = ExperimentPower(.mean(3, standardDeviation: 2))
        experiment.alternative = alternative
        experiment.margin = 1
        let units = try experiment.units(power: 0.8, effect: 0)
        #expect(close(units, 2 * 50.1508, relative: 1e-4))
        #expect(close(try experiment.power(effect: 0, units: units), 0.8, relative: 1e-8))
        #expect(abs(try experiment.detectableEffect(power: 0.8, units: units)) < 1e-6)
        let bound = alternative == .less ? 1.0 : -1
        #expect(throws: StatisticsError.self) { try experiment.units(power: 0.8, effect: 1.5 * bound) }
        experiment.alternative = .twoSided
        #expect(throws: StatisticsError.self) { try experiment.power(effect: 0, units: 100) }
    }

    /// Deng, Knoblich, Lu (2018): (s_M^2 + R^2 s_D^2 - 2 R r s_M s_D) / D^2.
    @Test func aRatioHasTheVarianceOfTheDeltaMethod() throws {
        let ratio = ExperimentPower.Ratio(
            numerator: .init(mean: 4, standardDeviation: 3), denominator: .init(mean: 100, standardDeviation: 60),
            correlation: 0.8)
        #expect(close(ratio.standardDeviation * ratio.standardDeviation, (9 + 5.76 - 11.52) / 10_000))
        let linearised = ExperimentPower(.mean(0.04, standardDeviation: ratio.standardDeviation))
        let units = try ExperimentPower(.ratio(ratio)).units(power: 0.9, effect: 0.001)
        #expect(close(units, try linearised.units(power: 0.9, effect: 0.001)))
    }
}
