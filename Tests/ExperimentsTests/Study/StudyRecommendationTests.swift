import Experiments
import Marketplace
import Testing

/// Which design is recommended, of designs that are made up: the true effect is 8, and a quarter of it is the margin.
struct StudyRecommendationTests {
    private static func effect(_ estimate: Double) -> EffectEstimate {
        EffectEstimate(estimate: estimate, lower: estimate - 0.5, upper: estimate + 0.5, standardError: 0.2)
    }

    private static func design(_ name: String, biases: [Double], held: Int? = nil) -> DesignStudy {
        let trials = biases.map { bias in
            MetricTrial(control: 100, treatment: 108 + bias, effect: 8 + bias, allControl: 100, allTreated: 108)
        }
        let mean = biases.reduce(0, +) / Double(biases.count)
        return DesignStudy(
            name: name, words: name, definition: "", estimate: effect(8 + mean),
            bias: Bias(absolute: mean, lower: mean - 0.5, upper: mean + 0.5), standardError: 0.2,
            rootMeanSquareError: mean.magnitude + 0.1, coverage: held.map { .init(count: $0, of: 6) },
            falsePositives: nil, power: nil,
            daysToDecision: nil,
            judgement: Judgement(trials, .estimateLessTruth, rule: VerdictRule(), level: 0.95),
            estimates: biases.map { 8 + $0 }, biases: biases)
    }

    private static let near = design("near", biases: [0.2, 0.3, 0.4])
    private static let nearer = design("nearer", biases: [0.1, 0.2, 0.3])
    private static let noisy = design("noisy", biases: [-3, 0.1, 3])
    private static let far = design("far", biases: [4.9, 5, 5.1])

    private static func study(_ designs: [DesignStudy], launches: [String: ExactShare] = [:]) -> StudyReadout {
        let none = ExactShare(count: 0, of: 12, lower: 0, upper: 0.26)
        let metric = StudiedMetric(
            name: "orders", label: "Orders", unit: .count,
            truth: TruthReadout(control: 100, treatment: 108, difference: effect(8), relative: nil), designs: designs,
            truths: [8, 8, 8])
        let decision = DecisionReadout(
            goal: "orders", headline: "", details: [], decision: .launch, truth: .launch, isBeyondChance: true,
            designs: launches.sorted { $0.key < $1.key }.map { name, share in
                DesignDecisions(
                    name: name, words: name, launches: share, drops: none, goesOn: none, harmfulLaunches: none,
                    missedLaunches: none)
            })
        return StudyReadout([metric], level: 0.95, decision: launches.isEmpty ? nil : decision)
    }

    @Test func theClosestOfThoseThatTellTheTruthIsTrusted() {
        let study = Self.study([Self.noisy, Self.nearer, Self.near, Self.far])
        #expect(study.recommendation == "Trust the nearer for Orders in this market." && study.design == "nearer")
        #expect(study.reasons.contains { $0.hasPrefix("1 other design misleads; the largest bias is that of the far") })
        #expect(!study.reasons.contains { $0.contains("the least of") })
    }

    /// Shares whose exact intervals meet cannot be told apart, and the closest design is trusted.
    @Test func decisionsCountWhereTheyAreBeyondChance() {
        let study = Self.study(
            [Self.nearer, Self.near],
            launches: [
                "near": ExactShare(count: 11, of: 12, lower: 0.62, upper: 1),
                "nearer": ExactShare(count: 6, of: 12, lower: 0.21, upper: 0.79),
            ])
        #expect(study.design == "nearer")
    }

    @Test func ofThoseThatTellTheTruthDecisionsComeFirst() {
        let study = Self.study(
            [Self.nearer, Self.near],
            launches: [
                "near": ExactShare(count: 11, of: 12, lower: 0.62, upper: 1),
                "nearer": ExactShare(count: 2, of: 12, lower: 0.02, upper: 0.49),
            ])
        #expect(study.design == "near")
        #expect(
            study.reasons.contains { $0.hasPrefix("Of its 12 experiments the rule decides 11 as the truth advises") })
    }

    @Test func whatCannotBeToldIsNotTrusted() {
        let study = Self.study([Self.noisy, Self.far])
        #expect(study.design == "noisy")
        #expect(
            study.recommendation
                == "Not enough replications to tell which design to trust for Orders: the noisy may be.")
        #expect(study.reasons.contains { $0.contains("3 replications cannot tell") })
    }

    @Test func yetItsDecisionsMayBeRight() {
        let study = Self.study(
            [Self.noisy, Self.far], launches: ["noisy": ExactShare(count: 12, of: 12, lower: 0.74, upper: 1)])
        #expect(
            study.recommendation
                == "Decide on Orders by the noisy in this market: 12 of 12 experiments are decided as the truth advises."
        )
    }

    /// Five of six are what chance gives a sound interval in one study of four; one of six is not.
    @Test(arguments: [(5, false), (1, true)])
    func anIntervalIsDistrustedOnlyWhereItMissesBeyondChance(held: Int, distrusted: Bool) {
        let study = Self.study([Self.design("near", biases: [0.2, 0.3, 0.4], held: held)])
        #expect(
            study.reasons.contains("Do not trust its interval: it held the truth in \(held) of 6 experiments.")
                == distrusted)
    }

    /// The estimates vary so much that no distance is told from another; the bias by unit of one of them is beyond the margin all the same.
    @Test func whatMisleadsIsNotSaidToBeAsGood() {
        var far = Self.far
        far.estimates = [0, 8.1, 16]
        var near = Self.near
        near.estimates = [-1, 8, 17]
        let study = Self.study([near, far])
        #expect(study.design == "near")
        #expect(!study.reasons.contains { $0.contains("cannot be told from it") })
        #expect(study.reasons.contains { $0.hasPrefix("1 other design misleads; the largest bias is that of the far") })
    }

    /// One design is the only one there is: it is compared with none.
    @Test func oneDesignIsNotTheLeastOfOne() {
        let study = Self.study([Self.far])
        #expect(study.recommendation == "Do not trust the far for Orders in this market: it misleads.")
        #expect(!study.reasons.contains { $0.contains("the least of") })
    }

    @Test func whereAllMisleadNoneIsTrusted() {
        let study = Self.study([Self.far, Self.design("farther", biases: [6.9, 7, 7.1])])
        #expect(
            study.recommendation == "Trust no design for Orders in this market: all of them mislead, the far the least."
        )
    }
}
