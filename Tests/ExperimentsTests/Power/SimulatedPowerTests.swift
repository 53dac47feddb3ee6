import Experiments
import Statistics
import Testing

/// The formulas of power against experiments that are drawn unit by unit and read out by the tests themselves.
@Suite struct SimulatedPowerTests {
    /// A plan, the effect and the units of an arm.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let plan: ExperimentPower
        let effect: Double
        let arm: Int
        var testDescription: String { name }

        init(
            _ name: String, _ baseline: ExperimentPower.Baseline, _ effect: Double, _ arm: Int,
            _ change: (inout ExperimentPower) -> Void = { _ in }
        ) {
            var plan = ExperimentPower(baseline)
            change(&plan)
            (self.name, self.plan, self.effect, self.arm) = (name, plan, effect, arm)
        }
    }

    static let mean = ExperimentPower.Baseline.mean(10, standardDeviation: 4)
    static let ratio = ExperimentPower.Baseline.ratio(
        .init(
            numerator: .init(mean: 4, standardDeviation: 2), denominator: .init(mean: 100, standardDeviation: 20),
            correlation: 0.6))
    static let cases = [
        Case("mean", mean, 0.8, 400), Case("rate", .rate(0.2), 0.07, 600), Case("ratio", ratio, 0.003, 400),
        Case("non-inferiority", mean, 0, 400) {
            $0.margin = 0.7
            $0.alternative = .greater
        },
        Case("CUPED", mean, 0.6, 400) { $0.correlation = 0.7 },
        Case("CUPED of a ratio", ratio, 0.002, 400) { $0.correlation = 0.7 },
        Case("clusters", mean, 1.2, 600) { $0.clusters = .init(size: 6, intraclassCorrelation: 0.2) },
        Case("clusters of a rate", .rate(0.3), 0.1, 800) { $0.clusters = .init(size: 4, intraclassCorrelation: 0.1) },
        Case("group-sequential", mean, 0.7, 500) {
            $0.test = .groupSequential(looks: 4, spending: .lateAsOBrienFleming)
        },
        Case("always valid", mean, 0.9, 500) { $0.test = .sequential(tuning: 1_000, looks: 10) },
        Case("no effect", mean, 0, 200),
    ]

    /// Exact and two-sided at 1e-5 a case, 1e-4 in all.
    @Test(arguments: cases) func aPlansPowerIsWhatExperimentsFind(example: Case) throws {
        let experiments = 3_000
        let power = try example.plan.power(effect: example.effect, units: Double(2 * example.arm))
        let simulated = try SimulatedPower(
            of: example.plan, effect: example.effect, control: example.arm, treatment: example.arm,
            experiments: experiments, seed: 20_261_128)
        let chance = try Binomial(trials: experiments, probability: power).twoSidedPValue(simulated.found)
        #expect(chance > 1e-5, "planned \(power), found \(simulated.share)")
        #expect(simulated.lower <= simulated.share && simulated.share <= simulated.upper)
    }

    /// A plan that is wrong about the variance is found out.
    @Test func aWrongPlanIsNoticed() throws {
        var plan = ExperimentPower(SimulatedPowerTests.mean)
        let claimed = try plan.power(effect: 0.8, units: 800)
        plan.clusters = .init(size: 4, intraclassCorrelation: 0.3)
        let simulated = try SimulatedPower(
            of: plan, effect: 0.8, control: 400, treatment: 400, experiments: 1_000, seed: 1)
        #expect(try Binomial(trials: 1_000, probability: claimed).twoSidedPValue(simulated.found) < 1e-6)
    }

    @Test func whatCannotBeDrawnIsRefused() throws {
        var plan = ExperimentPower(SimulatedPowerTests.mean)
        #expect(throws: StatisticsError.self) {
            try SimulatedPower(of: plan, effect: 1, control: 1 << 40, treatment: 10, experiments: 10, seed: 1)
        }
        plan.clusters = .init(size: 2.5, intraclassCorrelation: 0.1)
        #expect(throws: StatisticsError.self) {
            try SimulatedPower(of: plan, effect: 1, control: 10, treatment: 10, experiments: 10, seed: 1)
        }
    }
}
