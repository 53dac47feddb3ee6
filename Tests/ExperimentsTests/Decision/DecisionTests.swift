import Experiments
import MarketLabTesting
import Marketplace
import Testing

/// What a rule does with experiments that are made up, and how often that is wrong.
struct DecisionTests {
    private static func estimate(_ lower: Double, _ upper: Double) -> SingleEstimate {
        let effect = EffectEstimate(
            estimate: (lower + upper) / 2, lower: lower, upper: upper, standardError: (upper - lower) / 4)
        return SingleEstimate(difference: effect, relative: effect)
    }

    private static func requirements(
        _ goal: String, _ change: (inout DecisionRule) -> Void = { _ in }
    ) throws -> [Requirement] {
        var rule = DecisionRule()
        change(&rule)
        return rule.requirements(goal: try #require(Metric.named(goal)))
    }

    /// GMV must rise, and refunds may by 0.2 percentage points.
    @Test(arguments: [
        ([1.0, 3], [-0.001, 0.001], Decision.launch), ([1, 3], [0.003, 0.004], .drop),
        ([1, 3], [0.001, 0.003], .goOn),
        ([-3, -1], [-0.001, 0.001], .drop), ([-1, 1], [-0.001, 0.001], .goOn), ([-1, 1], [0.003, 0.004], .drop),
        ([0, 2], [-0.001, 0.001], .goOn), ([-2, 0], [-0.001, 0.001], .drop), ([1, 3], [-0.001, 0.002], .launch),
    ])
    func aLaunchNeedsTheGoalAboveAndEveryGuardrailWithin(
        goal: [Double], refunds: [Double], decision: Decision
    ) throws {
        let asked = try Self.requirements("gmv") { $0.guardrails = [.init("refund_rate", EffectBound(0.002))] }
        let estimates = [Self.estimate(goal[0], goal[1]), Self.estimate(refunds[0], refunds[1])]
        #expect(asked.decision(estimates) == decision)
    }

    @Test func whatHasNoIntervalDecidesNothing() throws {
        let asked = try Self.requirements("gmv") { $0.guardrails = [.init("refund_rate", EffectBound(0.002))] }
        let none = SingleEstimate(difference: EffectEstimate(estimate: 5))
        #expect(asked.decision([none, Self.estimate(-0.001, 0.001)]) == nil)
        #expect(asked.decision([Self.estimate(1, 3), none]) == .goOn)
        #expect(asked.decision([Self.estimate(-3, -1), nil]) == .drop)
    }

    /// Of retention at most half a per cent of control may be lost; a fall has a minus, be it of nothing.
    @Test func aGuardrailWithAMinusIsOneAgainstAFall() throws {
        let share = try Self.requirements("gmv") {
            $0.guardrails = [.init("retention", EffectBound(-0.005, .relative))]
        }
        #expect(share.decision([Self.estimate(1, 3), Self.estimate(-0.004, 0.1)]) == .launch)
        #expect(share.decision([Self.estimate(1, 3), Self.estimate(-0.009, -0.006)]) == .drop)
        let noLift = SingleEstimate(difference: EffectEstimate(estimate: 0, lower: -0.001, upper: 0.001))
        #expect(share.decision([Self.estimate(1, 3), noLift]) == .goOn)
        let nothing = try Self.requirements("gmv") { $0.guardrails = [.init("retention", EffectBound(-0.0))] }
        #expect(nothing.decision([Self.estimate(1, 3), Self.estimate(0, 0.1)]) == .launch)
        #expect(nothing.decision([Self.estimate(1, 3), Self.estimate(-0.2, -0.1)]) == .drop)
    }

    @Test func aGoalOfWhichLessIsBetterMustFall() throws {
        let asked = try Self.requirements("refund_rate") { $0.atLeast = EffectBound(0.005) }
        #expect(asked.decision([Self.estimate(-0.02, -0.01)]) == .launch)
        #expect(asked.decision([Self.estimate(-0.004, -0.001)]) == .drop)
        #expect(asked.decision([Self.estimate(-0.01, 0)]) == .goOn)
    }

    private static let truth = EffectEstimate(estimate: 1, lower: 0.74, upper: 1.26)
    private static let trials = DecisionTrials(
        name: "user_split", words: "user split",
        experiments: [[estimate(2, 4)], [estimate(1.5, 3.5)], [estimate(-0.5, 1.5)], [estimate(-2.5, -0.5)]],
        truths: [1, 1.2, 0.8, 1])

    /// Two of four are launched, one goes on and one is dropped, of the wrong sign. The exact intervals are scipy's (beta.ppf).
    @Test func theTableCountsWhatTheRuleDoes() throws {
        let row = try #require(
            DesignDecisions(
                Self.trials, try Self.requirements("gmv"),
                TrueEffects(
                    effects: [SingleEstimate(difference: Self.truth)],
                    perWeek: EffectEstimate(estimate: 1_000, lower: 900, upper: 1_100)),
                level: 0.95, days: 14))
        #expect([row.launches, row.drops, row.goesOn].map(\.count) == [2, 1, 1])
        #expect(ByHand.agree(row.launches.lower, 0.067_585_986, 1e-6))
        #expect(ByHand.agree(row.launches.upper, 0.932_414_014, 1e-6))
        #expect(row.harmfulLaunches?.count == 0 && row.missedLaunches == row.drops)
        // Significant are 3, 2.5 and -1.5, where the truth is 1, 1.2 and 1.
        #expect(row.wrongSigns?.count == 1 && row.wrongSigns?.of == 3)
        #expect(ByHand.agree(row.exaggeration?.estimate, 7 / 3.2, 1e-9))
        // Two of four miss what is worth 1,000.
        #expect(ByHand.agree(row.costPerWeek?.estimate, 500, 1e-9))
        #expect(ByHand.agree(row.costPerWeek?.upper, 932.414_014, 1e-6))
        // Estimate and error are 0.5: both quantiles squared, times 14 days.
        #expect(ByHand.agree(row.moreDays, 95.884_3, 1e-4))
    }

    @Test func whereTheTruthIsHarmEveryLaunchIsHarmful() throws {
        let harm = EffectEstimate(estimate: -1, lower: -1.5, upper: -0.5)
        let row = try #require(
            DesignDecisions(
                Self.trials, try Self.requirements("gmv"),
                TrueEffects(
                    effects: [SingleEstimate(difference: harm)],
                    perWeek: EffectEstimate(estimate: -1_000, lower: -1_500, upper: -500)),
                level: 0.95, days: 14))
        #expect(row.harmfulLaunches == row.launches && row.missedLaunches?.count == 0)
        #expect(ByHand.agree(row.costPerWeek?.estimate, 500, 1e-9))
        #expect(row.wrongSigns?.count == 2)
    }

    @Test func whereTheTruthIsNotToldNothingIsCalledWrong() throws {
        let noise = EffectEstimate(estimate: 1, lower: -1, upper: 3)
        let row = try #require(
            DesignDecisions(
                Self.trials, try Self.requirements("gmv"),
                TrueEffects(effects: [SingleEstimate(difference: noise)], perWeek: EffectEstimate(estimate: 1_000)),
                level: 0.95, days: 14))
        #expect(row.harmfulLaunches == nil && row.missedLaunches == nil && row.costPerWeek == nil)
        #expect(row.wrongSigns == nil && row.exaggeration == nil)
    }

    /// The goal's effect is told, that in money is not: what other decisions cost is a product with a number that may be 0.
    @Test func aLaunchWhoseMoneyMayBeNothingHasNoCost() throws {
        let row = try #require(
            DesignDecisions(
                Self.trials, try Self.requirements("gmv"),
                TrueEffects(
                    effects: [SingleEstimate(difference: Self.truth)],
                    perWeek: EffectEstimate(estimate: 1_000, lower: -100, upper: 2_100)),
                level: 0.95, days: 14))
        #expect(row.missedLaunches != nil && row.costPerWeek == nil)
    }

    /// The first experiment launches a loss of 1,230.00 USD per week; a year of it is told where the effect stays.
    @Test(
        arguments: [
            (
                true,
                ", and 64,180 USD [52,179, 78,268] per year if the effect lasts; its last days do not differ beyond chance."
            ),
            (false, "; what a year costs cannot be told, because the effect has not settled."), (nil, "."),
        ] as [(Bool?, String)])
    func theHeadlineSaysRuleAndTruthAndWhatTheDifferenceCosts(hasSettled: Bool?, year: String) throws {
        let harm = EffectEstimate(estimate: -1, lower: -1.5, upper: -0.5)
        let decision = try #require(
            DecisionReadout(
                TestPlans.plan(), try Self.requirements("gmv"), designs: [Self.trials],
                truth: TrueEffects(
                    effects: [SingleEstimate(difference: harm)],
                    perWeek: EffectEstimate(estimate: -123_000, lower: -150_000, upper: -100_000)),
                money: Metric.named("gmv"), hasSettled: hasSettled))
        #expect(decision.decision == .launch && decision.truth == .drop && decision.isBeyondChance)
        #expect(
            decision.headline
                == "Rule: launch. Truth: do not launch. The difference costs about 1,230 USD [1,000, 1,500] per week"
                + year)
        #expect(decision.details.contains { $0.contains("launches 2, drops 1 and goes on with 1") })
    }

    @Test func whereRuleAndTruthAgreeNothingIsLost() throws {
        let decision = try #require(
            DecisionReadout(
                TestPlans.plan(), try Self.requirements("gmv"), designs: [Self.trials],
                truth: TrueEffects(
                    effects: [SingleEstimate(difference: Self.truth)], perWeek: EffectEstimate(estimate: 1)),
                money: Metric.named("gmv")))
        #expect(decision.headline == "Rule: launch. Truth: launch." && decision.costPerWeek == nil)
    }

    /// A goal that is not money, of a launch that brings no money or may bring none: the difference has no cost to tell.
    @Test(arguments: [
        EffectEstimate(estimate: 0, lower: 0, upper: 0), EffectEstimate(estimate: -100, lower: -300, upper: 100),
        EffectEstimate(estimate: -100),
    ])
    func whatMayBringNothingCostsNothingThatCouldBeTold(brings: EffectEstimate) throws {
        let harm = EffectEstimate(estimate: -1, lower: -1.5, upper: -0.5)
        let decision = try #require(
            DecisionReadout(
                TestPlans.plan(), try Self.requirements("ctr"), designs: [Self.trials],
                truth: TrueEffects(effects: [SingleEstimate(difference: harm)], perWeek: brings),
                money: Metric.named("gmv"), hasSettled: true))
        #expect(decision.headline == "Rule: launch. Truth: do not launch." && decision.costPerWeek == nil)
    }

    /// An A/A test has nothing to launch, however long it goes on.
    @Test func whereNothingWasChangedThereIsNothingToLaunch() throws {
        let nothing = EffectEstimate(estimate: 0, lower: 0, upper: 0)
        let decision = try #require(
            DecisionReadout(
                TestPlans.plan(), try Self.requirements("gmv"),
                designs: [
                    DecisionTrials(
                        name: "user_split", words: "user split", experiments: [[Self.estimate(-0.5, 1.5)]],
                        truths: [0])
                ], truth: TrueEffects(effects: [SingleEstimate(difference: nothing)], perWeek: nothing),
                money: Metric.named("gmv"), nothing: "nothing was changed"))
        #expect(decision.headline == "Rule: go on. Truth: there is nothing to launch, as nothing was changed.")
        #expect(decision.isBeyondChance && decision.moreDays == nil)
        #expect(!decision.details.contains { $0.contains("days") || $0.contains("per week") })
    }

    /// What a launch brings is the true effect per user times the users, over a week.
    @Test func moneyPerWeekIsThatOfAllUsers() throws {
        let readout = try TestPlans.readout(TestPlans.busy { $0.replications = 2 })
        let decision = try #require(readout.decision)
        let metric = try #require(readout.metrics.first { $0.name == decision.money })
        #expect(decision.money == "contribution")
        let expected = metric.truth.difference.estimate * 240 * 7 / 4
        #expect(ByHand.agree(decision.launchPerWeek?.estimate, expected, 1e-9))
        #expect(decision.designs.map(\.name) == ["user_split"] && decision.designs[0].launches.of == 2)
    }
}
