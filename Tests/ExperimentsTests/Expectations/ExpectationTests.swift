import Experiments
import Marketplace
import Testing

/// What a statement comes to, at the edges of its interval and where something is missing.
@Suite struct ExpectationTests {
    private static let plan = TestPlans.plan { $0.metrics = ["gmv", "ctr"] }
    private static let names = ExpectationNames(plan)

    /// A readout with one metric, of which the truth is as given.
    private static func readout(
        _ truth: EffectEstimate? = nil, bias: Bias = Bias(absolute: 0), events: Int = 100, replications: Int = 4,
        agreement: Verdict.Agreement = .agrees, trials: [MetricTrial] = []
    ) -> Readout {
        let metric = MetricReadout(
            name: "gmv", label: "GMV", definition: "", unit: .money, moreIsBetter: true,
            control: ArmValue(mean: 100, n: 1), treatment: ArmValue(mean: 100, n: 1),
            difference: EffectEstimate(estimate: 0), relative: nil, relativeDefinition: "", pValue: 0.04, method: "",
            adjusted: nil,
            truth: TruthReadout(
                control: 100, treatment: 100, difference: EffectEstimate(estimate: 0), relative: truth),
            bias: bias, note: "there is nothing to divide by", trials: trials)
        return Readout(
            scenario: "s", title: "", summary: "", seed: 1, replications: replications,
            replicationsPlanned: replications, arms: [], metrics: [metric],
            srm: SampleRatioCheck(observed: [1, 1], planned: [0.5, 0.5], statistic: 0, pValue: 0.5),
            counts: Counts(events: events), journalDigest: "ab12", health: [],
            verdict: Verdict(headline: "", details: [], agreement: agreement), timeCourse: [],
            schedule: ScheduleSummary(warmupDays: 0, experimentDays: 1, followupDays: 0), version: "", command: "")
    }

    private static func quantity(_ name: String) throws -> ExpectationExpression {
        .quantity(try #require(names.name(name), "\(name)"))
    }

    private static func outcome(
        _ left: ExpectationExpression, _ comparator: Experiments.Expectation.Comparator, _ right: ExpectationExpression,
        _ readout: Readout, past: [Readout] = []
    ) -> ExpectationResult {
        Experiments.Expectation("s", .comparison(left, comparator, right)).result(for: readout, past: past)
    }

    /// The interval [1, 3] beside bounds at, within and beyond its ends.
    @Test(arguments: [
        (
            Experiments.Expectation.Comparator.more,
            [0.5: "pass", 1: "not_enough_evidence", 2: "not_enough_evidence", 3: "fail", 4: "fail"]
        ),
        (.atLeast, [0.5: "pass", 1: "pass", 2: "not_enough_evidence", 3: "not_enough_evidence", 4: "fail"]),
        (.less, [0.5: "fail", 1: "fail", 2: "not_enough_evidence", 3: "not_enough_evidence", 4: "pass"]),
        (.atMost, [0.5: "fail", 1: "not_enough_evidence", 2: "not_enough_evidence", 3: "pass", 4: "pass"]),
        (.equal, [0.5: "fail", 1: "not_enough_evidence", 3: "not_enough_evidence", 4: "fail"]),
        (.other, [0.5: "pass", 1: "not_enough_evidence", 3: "not_enough_evidence", 4: "pass"]),
    ])
    func theWholeIntervalDecides(comparator: Experiments.Expectation.Comparator, expected: [Double: String]) throws {
        let readout = Self.readout(EffectEstimate(estimate: 2, lower: 1, upper: 3))
        for (bound, outcome) in expected {
            let result = Self.outcome(
                try Self.quantity("truth.gmv.relative"), comparator, .number(bound), readout)
            #expect(result.outcome.rawValue == outcome, "\(comparator.rawValue) \(bound)")
            #expect(result.value == EffectEstimate(estimate: 2, lower: 1, upper: 3) && result.bound == bound)
        }
    }

    /// What is exactly known is equal to itself, and nothing is open.
    @Test(arguments: Experiments.Expectation.Comparator.allCases)
    func anExactNumberIsNeverOpen(comparator: Experiments.Expectation.Comparator) throws {
        let holds: [Experiments.Expectation.Comparator: [Bool]] = [
            .less: [false, false, true], .atMost: [false, true, true], .equal: [false, true, false],
            .other: [true, false, true], .atLeast: [true, true, false], .more: [true, false, false],
        ]
        for (place, bound) in [99.0, 100, 101].enumerated() {
            let result = Self.outcome(try Self.quantity("counts.events"), comparator, .number(bound), Self.readout())
            #expect((result.outcome == .pass) == holds[comparator]?[place], "\(comparator.rawValue) \(bound)")
            #expect(result.outcome != .notEnough)
        }
    }

    /// Of intervals: both ends positive, both negative, 0 within, 0 at an end.
    @Test(arguments: [
        ((1.0, 3.0), (1.0, 3.0)), ((-3, -1), (1, 3)), ((-3, 1), (0, 3)), ((-1, 3), (0, 3)), ((0, 2), (0, 2)),
        ((-2, 0), (0, 2)),
    ])
    func theSizeOfAnIntervalIsExact(interval: (Double, Double), size: (Double, Double)) throws {
        let middle = (interval.0 + interval.1) / 2
        let readout = Self.readout(EffectEstimate(estimate: middle, lower: interval.0, upper: interval.1))
        let result = Self.outcome(
            .magnitude(try Self.quantity("truth.gmv.relative")), .less, .number(5), readout)
        #expect(result.value == EffectEstimate(estimate: middle.magnitude, lower: size.0, upper: size.1))
    }

    @Test func aNumberTimesAnIntervalAndANumberMoreAreExact() throws {
        let readout = Self.readout(EffectEstimate(estimate: 2, lower: 1, upper: 3))
        let side = ExpectationExpression.sum(.product(-2, try Self.quantity("truth.gmv.relative")), .number(10))
        let result = Self.outcome(side, .more, .number(3), readout)
        #expect(result.value == EffectEstimate(estimate: 6, lower: 4, upper: 8) && result.outcome == .pass)
    }

    @Test func whatHasNoIntervalIsOpen() throws {
        let oneReplication = Self.readout(EffectEstimate(estimate: 2), replications: 1)
        let open = Self.outcome(try Self.quantity("truth.gmv.relative"), .more, .number(0), oneReplication)
        #expect(open.outcome == .notEnough && open.value == nil && open.bound == nil)
        #expect(open.message.contains("one replication gives none"))
        let absent = Self.outcome(try Self.quantity("truth.gmv.relative"), .more, .number(0), Self.readout())
        #expect(absent.outcome == .notEnough && absent.message.contains("with nobody treated is not clear of 0"))
        let bias = Self.outcome(try Self.quantity("bias.gmv.relative"), .less, .number(0), Self.readout())
        #expect(bias.outcome == .notEnough && bias.message.contains("not clear of 0"))
        let unread = Self.outcome(try Self.quantity("truth.ctr.relative"), .more, .number(0), Self.readout())
        #expect(unread.outcome == .notEnough && unread.message.contains("ctr could not be read out"))
    }

    /// An arm's mean has the t interval of its replications: 1, 2, 3, 4 at 95 % (Student's t of 3 degrees, 3.182446).
    @Test func anArmsMeanHasTheIntervalOfItsReplications() throws {
        let trials = (1...4).map {
            MetricTrial(control: Double($0), treatment: nil, effect: nil, allControl: nil, allTreated: nil)
        }
        let result = Self.outcome(
            try Self.quantity("control.gmv"), .less, .number(5), Self.readout(trials: trials))
        let value = try #require(result.value)
        let half = 3.182446305 * (5.0 / 3).squareRoot() / 2
        #expect(value.estimate == 2.5)
        #expect(abs((value.lower ?? 0) - (2.5 - half)) < 1e-6 && abs((value.upper ?? 0) - (2.5 + half)) < 1e-6)
        #expect(result.outcome == .pass)
    }

    @Test(arguments: [
        (ExpectationExpression.PastStatistic.median, 100.0), (.mean, 102), (.min, 90), (.max, 120),
    ])
    func thePastIsTheFirstSideInTheNewestReadouts(statistic: ExpectationExpression.PastStatistic, value: Double) throws
    {
        let past = [100, 90, 120, 105, 95, 1_000].map { Self.readout(events: $0) }
        let events = try Self.quantity("counts.events")
        let result = Self.outcome(
            events, .less, .product(1.1, .past(statistic, last: 5)), Self.readout(events: 130), past: past)
        #expect(result.bound == 1.1 * value)
        let even = Self.outcome(events, .less, .past(.median, last: 4), Self.readout(), past: past)
        #expect(even.bound == 102.5)
    }

    @Test func whereThePastIsShortThereIsNotEnoughEvidence() throws {
        let events = try Self.quantity("counts.events")
        let past = [Self.readout(), Self.readout(replications: 2), Self.readout()]
        let result = Self.outcome(events, .less, .past(.median, last: 3), Self.readout(), past: past)
        #expect(result.outcome == .notEnough)
        #expect(result.message.contains("3 earlier readouts of as many replications are needed, and 2 are there"))
        // An effect does not grow with the replications.
        let truth = try Self.quantity("truth.gmv.relative")
        let effects = [4, 2].map {
            Self.readout(EffectEstimate(estimate: 1, lower: 0, upper: 2), replications: $0)
        }
        let compared = Self.outcome(
            truth, .more, .past(.mean, last: 2),
            Self.readout(EffectEstimate(estimate: 4, lower: 3, upper: 5)), past: effects)
        #expect(compared.outcome == .pass)
    }

    @Test func whatIsTooLargeForANumberIsOpen() throws {
        let result = Self.outcome(
            .product(1e300, .product(1e300, try Self.quantity("counts.events"))), .less, .number(1), Self.readout())
        #expect(result.outcome == .notEnough && result.value == nil)
    }

    @Test(arguments: [
        (Verdict.Agreement.agrees, "agrees", true, "pass"), (.agrees, "misleads", true, "fail"),
        (.agrees, "misleads", false, "pass"), (.unclear, "agrees", true, "not_enough_evidence"),
        (.unclear, "misleads", false, "not_enough_evidence"), (.unclear, "unclear", true, "pass"),
        (.unclear, "unclear", false, "fail"),
    ])
    func anUnclearVerdictIsNotEnoughEvidence(
        agreement: Verdict.Agreement, word: String, isEqual: Bool, outcome: String
    ) throws {
        let verdict = try #require(Self.names.name("verdict"))
        let result = Experiments.Expectation("s", .word(verdict, isEqual: isEqual, word))
            .result(for: Self.readout(agreement: agreement))
        #expect(result.outcome.rawValue == outcome)
    }

    @Test func theWordsOfAVerdictAndOfADecisionAreAllKnown() {
        let words = { (name: String) in Self.names.name(name)?.quantity.words }
        #expect(words("verdict") == ["agrees", "misleads", "unclear"])
        #expect(words("decision.rule") == Decision.allCases.map(\.rawValue))
    }

    /// Every quantity can be read of a real run, and none of them traps.
    @Test func everyQuantityOfARealReadoutIsANumberOrSaysWhyNot() throws {
        let plan = TestPlans.busy { $0.replications = 2 }
        let outcomes = try (0..<2).map { try TestPlans.replication(plan, $0).outcome }
        let readout = Readout(plan, replications: outcomes, version: "", command: "")
        let names = ExpectationNames(plan)
        for text in names.all {
            let name = try #require(names.name(text))
            #expect(name.description == text)
            guard !name.quantity.isWord else { continue }
            let result = Self.outcome(.quantity(name), .more, .number(0), readout)
            #expect(result.value != nil || result.message.contains("Not enough evidence: "), "\(text)")
        }
        let candidates = Self.outcome(
            .quantity(try #require(names.name("counts.candidates"))), .more, .number(0), readout)
        #expect(candidates.outcome == .pass)
        #expect(readout.counts.candidates ?? 0 >= readout.counts.exposures)
    }

    @Test func severalDesignsAreNamedByThePrimaryOneOrEachByItself() throws {
        let plan = TestPlans.plan {
            $0.metrics = ["ctr"]
            $0.designs = [.userSplit, .listingSplit]
        }
        let names = ExpectationNames(plan)
        #expect(names.metrics.map(\.name) == ["ctr", "ctr_user_split", "ctr_listing_split"])
        let outcomes = try (0..<2).map { try TestPlans.replication(plan, $0).outcome }
        let readout = Readout(plan, replications: outcomes, version: "", command: "")
        func value(_ name: String) throws -> EffectEstimate {
            let name = try #require(names.name(name))
            return try #require(Self.outcome(.quantity(name), .less, .number(2), readout).value)
        }
        #expect(try value("control.ctr") == value("control.ctr_user_split"))
        #expect(try value("control.ctr") != value("control.ctr_listing_split"))
    }
}
