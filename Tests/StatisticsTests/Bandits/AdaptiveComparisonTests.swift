import Foundation
import Statistics
import Testing

/// What an experiment says whose chances followed from its rewards.
@Suite struct AdaptiveComparisonTests {
    /// Small integers with a long tail, as clicks of sessions are.
    struct Draws {
        var state: UInt64
        mutating func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
        }
        mutating func clicks(mean: Double) -> Double { (-log(1 - uniform()) * mean).rounded(.down) }
    }

    /// One unit of an experiment.
    struct Unit {
        let period: Int
        let arm: Int
        let chances: [Double]
        let reward: Double
    }

    /// Thompson sampling with a floor of 5 %, over periods whose rewards rise and fall.
    static func experiment(
        means: [Double], periods: Int, units: Int, swing: Double, seed: UInt64
    ) -> [Unit] {
        var draws = Draws(state: seed)
        var rewards = means.map { _ in Moments() }
        var chances = means.map { _ in 1 / Double(means.count) }
        var all: [Unit] = []
        for period in 0..<periods {
            for _ in 0..<units {
                var (arm, place) = (0, draws.uniform())
                while arm < means.count - 1, place >= chances[arm] {
                    place -= chances[arm]
                    arm += 1
                }
                let level = 1 + swing * (period.isMultiple(of: 2) ? 1 : -1)
                let reward = draws.clicks(mean: means[arm] * level)
                rewards[arm].add(reward)
                all.append(Unit(period: period, arm: arm, chances: chances, reward: reward))
            }
            let errors = rewards.map { ($0.variance / Double(max($0.n, 1))).squareRoot() }
            if let best = try? BestArm.chances(means: rewards.map(\.mean), standardErrors: errors) {
                chances = best.map { 0.05 + (1 - 0.05 * Double(means.count)) * $0 }
            }
        }
        return all
    }

    static func periods(_ units: [Unit]) -> [AllocationPeriod] {
        (0...units[units.count - 1].period).map { number in
            let own = units.filter { $0.period == number }
            return AllocationPeriod(
                chances: own[0].chances,
                rewards: own[0].chances.indices.map { arm in Moments(of: own.filter { $0.arm == arm }.map(\.reward)) })
        }
    }

    /// Unit by unit, as the papers write it, against the sums by period.
    @Test(arguments: [UInt64(1), 2, 3], AdaptiveComparison.Weighting.allCases)
    func sumsByPeriodSayWhatUnitsSay(seed: UInt64, weighting: AdaptiveComparison.Weighting) throws {
        let units = Self.experiment(means: [2, 2.6, 1.5], periods: 5, units: 150, swing: 0.3, seed: seed)
        let own = try AdaptiveComparison(Self.periods(units), arm: 1, weighting: weighting).estimate
        if weighting == .plain {
            let arms = [0, 1].map { arm in units.filter { $0.arm == arm }.map(\.reward) }
            let means = arms.map { $0.reduce(0, +) / Double($0.count) }
            #expect(abs(own.estimate - (means[1] - means[0])) < 1e-12)
            return
        }
        let scores = units.map { unit -> Double in
            func foretold(_ arm: Int) -> Double {
                guard weighting == .aipw else { return 0 }
                let known = units.filter { $0.period < unit.period && $0.arm == arm }.map(\.reward)
                return known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
            }
            func score(_ arm: Int) -> Double {
                foretold(arm) + (unit.arm == arm ? (unit.reward - foretold(arm)) / unit.chances[arm] : 0)
            }
            return score(1) - score(0)
        }
        let mean = scores.reduce(0, +) / Double(scores.count)
        let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count - 1)
        #expect(abs(own.estimate - mean) < 1e-10)
        #expect(abs(own.standardError - (variance / Double(scores.count)).squareRoot()) < 1e-10)
    }

    /// Equal arms, 2,000 experiments of 14 looks at 5 %: always-valid intervals may leave 0 out in 5 % of them, and in 141 at most (the
    /// binomial's upper 1e-4 point is 142). Intervals for one look do so far more often.
    @Test func looksAtEqualArmsKeepTheLevel() {
        var found = [AdaptiveComparison.Weighting: Int]()
        for seed in 0..<UInt64(2_000) {
            let periods = Self.periods(
                Self.experiment(means: [2, 2], periods: 14, units: 60, swing: 0.2, seed: 1_000 + seed))
            for weighting in AdaptiveComparison.Weighting.allCases {
                let course = AdaptiveComparison.course(periods, arm: 1, weighting: weighting)
                if course.contains(where: { $0?.excludes(0) == true }) { found[weighting, default: 0] += 1 }
            }
        }
        #expect(found[.ipw, default: 0] < 142)
        #expect(found[.aipw, default: 0] < 142)
        #expect(found[.plain, default: 0] > 200)
    }

    /// Where the market rises and falls and the better arm gets more and more, plain means are off; weighed ones are not, within four
    /// standard errors of the mean of 1,000 experiments.
    @Test func weighedMeansAreNotOffWherePlainOnesAre() throws {
        let (truth, runs) = (0.4, 1_000)
        var errors = [AdaptiveComparison.Weighting: Moments]()
        for seed in 0..<UInt64(runs) {
            // The clicks' mean is 1/(exp(1/m) - 1), so that the arms differ by what is measured here.
            let periods = Self.periods(
                Self.experiment(means: [1.2, 1.6], periods: 8, units: 60, swing: 0.4, seed: 50_000 + seed))
            for weighting in AdaptiveComparison.Weighting.allCases {
                let own = try AdaptiveComparison(periods, arm: 1, weighting: weighting).estimate.estimate
                errors[weighting, default: Moments()].add(own)
            }
        }
        func mean(_ m: Double) -> Double { 1 / expm1(1 / m) }
        let expected =
            [0.6, 1.4].map { mean(1.6 * $0) - mean(1.2 * $0) }.reduce(0, +) / 2
        #expect(abs(expected - truth) < 0.05)
        for weighting in [AdaptiveComparison.Weighting.ipw, .aipw] {
            let own = try #require(errors[weighting])
            #expect(abs(own.mean - expected) < 4 * (own.variance / Double(runs)).squareRoot(), "\(weighting)")
        }
        let plain = try #require(errors[.plain])
        #expect(abs(plain.mean - expected) > 4 * (plain.variance / Double(runs)).squareRoot())
    }

    @Test func anArmThatNobodyIsInSaysNothing() {
        let periods = [AllocationPeriod(chances: [0.5, 0.5], rewards: [Moments(of: [1, 2, 3.0]), Moments()])]
        for weighting in AdaptiveComparison.Weighting.allCases {
            #expect(throws: StatisticsError.tooFewValues(0, minimum: 2)) {
                try AdaptiveComparison(periods, arm: 1, weighting: weighting)
            }
            #expect(AdaptiveComparison.course(periods, arm: 1, weighting: weighting) == [nil])
        }
    }
}
