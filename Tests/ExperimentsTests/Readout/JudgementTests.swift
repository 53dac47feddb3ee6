import Experiments
import Randomness
import Statistics
import Testing

/// Whether an experiment tells the truth, of replications that are made up.
struct JudgementTests {
    /// One replication of a market whose metric is 100 with nobody treated.
    private static func trial(bias: Double, truth: Double, luck: Double = 0) -> MetricTrial {
        MetricTrial(
            control: 100, treatment: 100 + truth + luck + bias, effect: truth + luck + bias, allControl: 100,
            allTreated: 100 + truth, controlInTwin: 100, treatmentInTwin: 100 + truth + luck)
    }

    private static func judge(
        _ trials: [MetricTrial], _ method: Bias.Method = .byUnit, level: Double = 0.95
    ) throws -> Judgement {
        try #require(Judgement(trials, method, rule: VerdictRule(), level: level))
    }

    /// From one replication on, however far the luck of the split is from the truth.
    @Test(arguments: [1, 2, 5]) func whereNothingPassesBetweenTheArmsTheTestTellsTheTruth(count: Int) throws {
        let trials = (0..<count).map { Self.trial(bias: 0, truth: 4, luck: [9.0, -11, 3, 0, 1][$0]) }
        let judgement = try Self.judge(trials)
        #expect(judgement.agreement == .agrees && !judgement.flipsSign)
    }

    @Test func oneReplicationWithABiasCannotTell() throws {
        let judgement = try Self.judge([Self.trial(bias: 0.1, truth: 4)])
        #expect(judgement.agreement == .unclear && judgement.replicationsNeeded == nil)
    }

    /// Bias and margin replication by replication: 1 of 8, a quarter being 2, told by t of two degrees of freedom.
    @Test func aBiasWithinAQuarterOfTheTruthTellsTheTruth() throws {
        let judgement = try Self.judge([0.9, 1.0, 1.1].map { Self.trial(bias: $0, truth: 8) })
        #expect(judgement.agreement == .agrees && judgement.margin == 2 && !judgement.isFloor)
    }

    @Test(arguments: [1.0, -1]) func aBiasBeyondAQuarterOfTheTruthMisleads(sign: Double) throws {
        for truth in [8.0, -8] {
            let judgement = try Self.judge([2.8, 3.0, 3.2].map { Self.trial(bias: sign * $0, truth: truth) })
            #expect(judgement.agreement == .misleads)
        }
    }

    /// A bias that varies with the truth: a fifth of it in every replication, while both vary threefold.
    @Test func theMarginOfEachReplicationIsItsOwn() throws {
        let judgement = try Self.judge(
            [4.0, 8, 12, 7].map { Self.trial(bias: 0.2 * $0 + 0.001 * ($0 - 8), truth: $0) })
        #expect(judgement.agreement == .agrees)
    }

    /// The contrasts of truth 8 and bias 1.5 with deviations of 1: 0.5 within, so (t + 0.84) / 0.5 squared.
    @Test func whatIsNotToldSaysHowManyReplicationsWouldTell() throws {
        let trials = [0.5, 1.5, 2.5].map { Self.trial(bias: $0, truth: 8) }
        let judgement = try Self.judge(trials)
        #expect(judgement.agreement == .unclear)
        let needed = try #require(judgement.replicationsNeeded)
        func reaches(_ count: Int) -> Bool {
            let t = StudentT(degreesOfFreedom: Double(count - 1)).quantile(upperTail: 0.025)
            return 0.5 * Double(count).squareRoot() >= t + 0.8416212
        }
        #expect(reaches(needed) && !reaches(needed - 1))
    }

    @Test func wrongSignsMisleadWhateverTheMargin() throws {
        let trials = [2.9, 3.0, 3.1].map { Self.trial(bias: -2 * $0, truth: $0) }
        let judgement = try Self.judge(trials)
        #expect(judgement.agreement == .misleads && judgement.flipsSign)
    }

    /// One in a hundred of the metric counts as nothing where the truth is not clear of 0.
    @Test func withoutATrueEffectTheMarginIsAShareOfTheMetric() throws {
        let truths = [-2.0, 2, 0.5, -0.5]
        let small = try Self.judge(zip(truths, [0.3, 0.35, 0.25, 0.3]).map { Self.trial(bias: $1, truth: $0) })
        #expect(small.agreement == .agrees && small.isFloor && small.margin == 1)
        let large = try Self.judge(zip(truths, [3, 3.5, 2.5, 3]).map { Self.trial(bias: $1, truth: $0) })
        #expect(large.agreement == .misleads)
    }

    /// Two replications that happen to agree, as rare events do, say nothing of how large the error is.
    @Test func replicationsThatDifferInNothingDoNotTell() throws {
        let judgement = try Self.judge([3.0, 3.0].map { Self.trial(bias: $0, truth: 4) })
        #expect(judgement.agreement == .unclear)
    }

    @Test func theLuckOfTheSplitIsNoBiasByUnit() throws {
        let trial = Self.trial(bias: 1, truth: 8, luck: 3)
        #expect(trial.bias(.byUnit) == 1 && trial.bias(.estimateLessTruth) == 4)
    }

    /// A bias of 1, in the experiment 3 of luck: by unit 1, as estimate less truth 4, and half of each.
    @Test func whereStockIsFoughtOverTheBiasIsTheMeanOfBothReadings() {
        let trial = Self.trial(bias: 1, truth: 8, luck: 3)
        #expect(trial.bias(.halfByUnit) == 2.5)
    }

    @Test func whatHasNothingToCompareIsNotJudged() {
        let empty = MetricTrial(control: nil, treatment: 1, effect: nil, allControl: 1, allTreated: 2)
        #expect(Judgement([empty], .estimateLessTruth, rule: VerdictRule(), level: 0.95) == nil)
    }

    /// At the margin itself a wrong ✓ and a wrong ✗ are 2.5 % each: of 4,000 draws 100 are expected, and 145 or more come once in 100,000.
    @Test(arguments: [3, 6, 12]) func atTheMarginEitherVerdictIsRare(count: Int) throws {
        var (told, misled) = (0, 0)
        var draws = RandomKey(seed: 77).stream(Purpose(rawValue: 1), UInt32(count), 0, 0)
        for _ in 0..<4_000 {
            let trials = (0..<count).map { _ in
                let truth = 8 + 0.8 * draws.normal()
                return Self.trial(bias: truth / 4 + 0.6 * draws.normal(), truth: truth)
            }
            let judgement = try Self.judge(trials)
            if judgement.agreement == .agrees { told += 1 }
            if judgement.agreement == .misleads { misled += 1 }
        }
        #expect(told < 145 && misled < 145, "\(told) told, \(misled) misled")
    }
}
