import MarketLabTesting
import Statistics
import Testing

/// Scores of targeting with their intervals. See `Coverage` for the false-alarm rate.
@Suite struct UpliftBootstrapTests {
    /// The higher the score, the more treating helps; `strength` 0: it does not matter whom one treats.
    private static func sample(_ count: Int, strength: Double, _ draws: inout Draws) throws -> UpliftSample {
        var (outcomes, treated, scores) = ([Double](), [Bool](), [Double]())
        for _ in 0..<count {
            let (score, isTreated) = (Double(draws.integer(below: 100)) / 100, draws.isSuccess(0.5))
            let chance = 0.3 + (isTreated ? 0.1 + strength * (score - 0.5) : 0)
            outcomes.append(draws.isSuccess(chance) ? 1 : 0)
            treated.append(isTreated)
            scores.append(score)
        }
        return try UpliftSample(outcomes: outcomes, treated: treated, scores: scores)
    }

    @Test func aScoreThatSaysNothingIsCoveredAtZero() throws {
        var draws = Draws(seed: 5)
        var generator = SplitMix64(seed: 15)
        let worlds = 400
        var covered = 0
        for _ in 0..<worlds {
            let sample = try Self.sample(400, strength: 0, &draws)
            let bootstrap = try UpliftBootstrap(.qini, of: sample, resamples: 200, using: &generator)
            covered += bootstrap.interval.contains(0) ? 1 : 0
        }
        // 95 % less and more four standard deviations, and less what 200 resamples lack.
        #expect((0.88...0.995).contains(Double(covered) / Double(worlds)), "\(covered)")
    }

    @Test func aGoodScoreIsClearOfZero() throws {
        var draws = Draws(seed: 6)
        var generator = SplitMix64(seed: 16)
        let sample = try Self.sample(5_000, strength: 0.5, &draws)
        for kind in UpliftCurve.Kind.allCases {
            let bootstrap = try UpliftBootstrap(kind, of: sample, resamples: 300, using: &generator)
            #expect(bootstrap.interval.lower > 0)
            #expect(bootstrap.interval.contains(bootstrap.score))
            #expect(bootstrap.score == (try UpliftScore.normalisedArea(kind, of: sample)))
        }
    }

    /// A perfect score by class of outcome and arm gives the perfect curve.
    @Test func thePerfectCurveIsThatOfThePerfectScore() throws {
        var draws = Draws(seed: 7)
        let sample = try Self.sample(500, strength: 0.2, &draws)
        let best = zip(sample.outcomes, sample.treated).map { $1 ? $0 : -$0 }
        let perfect = try UpliftSample(outcomes: sample.outcomes, treated: sample.treated, scores: best)
        #expect(UpliftCurve.perfect(.qini, of: sample) == UpliftCurve(.qini, of: perfect))
        #expect(try UpliftScore.normalisedArea(.qini, of: perfect) == 1)
    }

    // MARK: - Values

    /// Treating is worth the score, which is uniform: targeting the best-scored share x gains x - x^2/2 a unit, 1/3 in the mean
    /// over all shares, where targeting at random gains 1/4.
    private static func values(_ count: Int, _ draws: inout Draws) throws -> UpliftSample {
        var (values, treated, scores) = ([Double](), [Bool](), [Double]())
        for _ in 0..<count {
            let (score, isTreated) = (draws.uniform(), draws.isSuccess(0.5))
            values.append(5 + draws.normal() + (isTreated ? score : 0))
            treated.append(isTreated)
            scores.append(score)
        }
        return try UpliftSample(values: values, treated: treated, scores: scores)
    }

    @Test(arguments: UpliftCurve.Kind.allCases) func theGainOfValuesIsCovered(kind: UpliftCurve.Kind) throws {
        var draws = Draws(seed: 9)
        var generator = SplitMix64(seed: 19)
        let covered = try (0..<400).count { _ in
            let sample = try Self.values(300, &draws)
            let bootstrap = try UpliftBootstrap(
                kind, as: .gainPerUnit, of: sample, resamples: 200, using: &generator)
            return bootstrap.interval.contains(1.0 / 12)
        }
        #expect((0.88...0.995).contains(Double(covered) / 400), "\(covered)")
    }

    @Test func whatIsAddedToAllValuesIsNoGain() throws {
        var draws = Draws(seed: 10)
        let sample = try Self.values(200, &draws)
        let moved = try UpliftSample(
            values: sample.outcomes.map { $0 + 1_000 }, treated: sample.treated, scores: sample.scores)
        for kind in UpliftCurve.Kind.allCases {
            let (near, far) = (UpliftCurve(kind, of: sample), UpliftCurve(kind, of: moved))
            #expect(near.targeted == far.targeted)
            #expect(zip(near.gains, far.gains).allSatisfy { abs($0 - $1) < 1e-8 })
        }
    }

    @Test func valuesHaveNoPerfectCurve() throws {
        var draws = Draws(seed: 11)
        let sample = try Self.values(200, &draws)
        #expect(throws: StatisticsError.self) { try UpliftScore.normalisedArea(.qini, of: sample) }
        #expect(throws: StatisticsError.self) { try UpliftScore.area(.qini, as: .shareOfPerfect, of: sample) }
    }

    @Test func fewResamplesAreRefused() throws {
        var draws = Draws(seed: 8)
        var generator = SplitMix64(seed: 18)
        let sample = try Self.sample(50, strength: 0, &draws)
        #expect(throws: StatisticsError.self) {
            _ = try UpliftBootstrap(.qini, of: sample, resamples: 99, using: &generator)
        }
    }
}
