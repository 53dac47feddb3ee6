import Experiments
import Marketplace
import Randomness
import Testing

/// How often verdicts of few replications are wrong, drawn from replications that are made up.
struct VerdictReliabilityTests {
    /// A market of many replications, whose truth is 8 of 100 and whose bias is a share of it, each with an error of its own.
    private static func market(
        bias share: Double, error: Double = 0.6, replications: Int = 400, seed: UInt64 = 5
    ) -> MetricReadout {
        var draws = RandomKey(seed: seed).stream(Purpose(rawValue: 1), 0, 0, 0)
        let trials = (0..<replications).map { _ in
            let truth = 8 + 0.8 * draws.normal()
            let bias = share * truth + error * draws.normal()
            return MetricTrial(
                control: 100, treatment: 100 + truth + bias, effect: truth + bias, allControl: 100,
                allTreated: 100 + truth, controlInTwin: 100, treatmentInTwin: 100 + truth)
        }
        return MetricReadout(
            name: "gmv", label: "GMV", definition: "", unit: .money, moreIsBetter: true,
            control: ArmValue(mean: 100, n: 1), treatment: ArmValue(mean: 108, n: 1),
            difference: EffectEstimate(estimate: 8), relative: nil, relativeDefinition: "", pValue: nil, method: "",
            adjusted: nil,
            truth: TruthReadout(control: 100, treatment: 108, difference: EffectEstimate(estimate: 8), relative: nil),
            bias: Bias(absolute: 8 * share, method: .byUnit), note: nil, trials: trials)
    }

    private static func read(
        _ metric: MetricReadout, sizes: [Int] = [3, 6, 12], draws: Int = 1_000, seed: UInt64 = 1
    ) throws -> VerdictReliability {
        try VerdictReliability(
            of: metric, sizes: sizes, looks: VerdictRule.looksUntilClear(), rule: VerdictRule(), draws: draws,
            seed: seed,
            level: 0.95)
    }

    @Test func whereNothingPassesBetweenTheArmsEveryVerdictIsRight() throws {
        let reliability = try Self.read(Self.market(bias: 0, error: 0), sizes: [1, 3])
        #expect(reliability.isTrue && reliability.rows.allSatisfy { $0.agrees.count == 1_000 && $0.wrong.count == 0 })
        #expect(reliability.rows.last?.replications == 6)
    }

    /// 80 % of the truth where 25 % is the margin: ten standard errors of three replications beyond it.
    @Test func aBiasFarBeyondTheMarginIsFound() throws {
        let reliability = try Self.read(Self.market(bias: 0.8))
        #expect(!reliability.isTrue && reliability.rows.allSatisfy { $0.wrong.count == 0 })
        #expect(reliability.rows.dropFirst().allSatisfy { $0.misleads.share > 0.99 })
    }

    /// The bias is the margin: a wrong verdict has a chance of 2.5 %, and over the looks of one that is added to at most as much.
    /// The luck of the pool is in all its draws: on 150 seeds the largest of the four shares was at most 4.1 %.
    @Test func atTheMarginWrongVerdictsAreAsRareAsTheLevelSays() throws {
        let reliability = try Self.read(Self.market(bias: 0.25))
        #expect(reliability.rows.count == 4 && reliability.rows.allSatisfy { $0.wrong.share < 0.05 })
        #expect(reliability.rows[0].unclear.share > 0.9)
        #expect(reliability.rows.allSatisfy { $0.agrees.count + $0.misleads.count + $0.unclear.count == 1_000 })
    }

    /// Drawn without repetition: all of them are always the same.
    @Test func allReplicationsGiveTheVerdictOfTheRun() throws {
        let metric = Self.market(bias: 0.5, replications: 12)
        let row = try #require(Self.read(metric, sizes: [12]).rows.first)
        #expect(row.misleads.count == 1_000)
        #expect(try Self.read(metric, sizes: [12]).rows.count == 1, "twelve are too few to look at 96")
    }

    @Test func theSameSeedDrawsTheSame() throws {
        let metric = Self.market(bias: 0.25)
        #expect(try Self.read(metric) == Self.read(metric))
        #expect(try Self.read(metric).rows != Self.read(metric, seed: 2).rows)
    }

    @Test func moreThanTheRunHasCannotBeDrawn() {
        #expect(throws: VerdictReliability.Fault.tooFew(13, of: 12)) {
            try Self.read(Self.market(bias: 0.5, replications: 12), sizes: [13])
        }
    }
}
