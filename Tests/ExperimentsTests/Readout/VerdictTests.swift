import Experiments
import MarketLabTesting
import Marketplace
import Policies
import PolicyKit
import Statistics
import Testing

/// The words that stand first, for experiments whose figures are made up.
struct VerdictTests {
    /// Five replications around the given means, with a jitter that adds to zero.
    private static func verdict(seen: Double, truth: Double, jitter: Double) throws -> Verdict {
        let money = [-2.0, -1, 0, 1, 2].map { step in
            MadeUpWorlds.Money(
                control: 100, treatment: 100 + seen + step * jitter, allControl: 100,
                allTreated: 100 + truth + step * jitter / 100)
        }
        let plan = TestPlans.plan {
            $0.replications = 5
            $0.metrics = ["gmv", "orders"]
            // Equal arms would be an A/A test, which has words of its own.
            $0.arms[1].conditions.choice.utilityLift = 0.5
        }
        return TestPlans.readout(plan, try MadeUpWorlds().outcomes(money)).verdict
    }

    @Test func aTestThatSaysTenTimesTheTruthMisleads() throws {
        let verdict = try VerdictTests.verdict(seen: 15.2, truth: 1.4, jitter: 0.5)
        #expect(verdict.agreement == .misleads)
        #expect(
            verdict.headline
                == "The A/B test misleads: it says GMV +15.2 % [+14.2, +16.2], but a launch would bring +1.40 % [+1.39, +1.41]. "
                + "It misleads about Orders, too.")
        #expect(verdict.details.count > 1)
    }

    /// In per cent, in times, and over next to nothing in the metric's unit: as the tiles and tables have it.
    @Test(arguments: [
        (15.2, 1.4, "+986 % [", "] of the true effect; up to 25 %"),
        (40, 1, "+39 times [", "] the true effect; up to 25 %"),
        (5, 0.05, "+0.050 USD [", "]; up to 25 %"),
    ])
    func aBiasIsSetAgainstTheTruthInFiguresThatFitIt(seen: Double, truth: Double, size: String, end: String) throws {
        let details = try VerdictTests.verdict(seen: seen, truth: truth, jitter: 0.5).details
        let bias = try #require(details.first { $0.hasPrefix("The bias on GMV, estimate less truth, is ") })
        #expect(bias.contains("is \(size)") && bias.contains(end), "\(bias)")
    }

    @Test func aTestWithTheWrongSignMisleads() throws {
        #expect(try VerdictTests.verdict(seen: 3, truth: -3, jitter: 0.2).agreement == .misleads)
    }

    @Test func aTestThatSaysWhatIsTrueTellsTheTruth() throws {
        let verdict = try VerdictTests.verdict(seen: 4.9, truth: 4.8, jitter: 0.2)
        #expect(verdict.agreement == .agrees)
        #expect(
            verdict.headline
                == "The A/B test tells the truth: GMV +4.90 % [+4.51, +5.29], and a launch would bring +4.80 % [+4.80, +4.80]."
        )
    }

    /// GMV is noise; of orders the experiment sees a fall where a launch brings a rise.
    @Test func aWrongSignOfAnotherMetricStandsFirst() throws {
        let steps = [-2.0, -1, 0, 1, 2]
        let money = steps.map {
            MadeUpWorlds.Money(control: 100, treatment: 101 + 20 * $0, allControl: 100, allTreated: 100.5 + $0)
        }
        let outcomes = try MadeUpWorlds().outcomes(money) { outcome in
            let orders = outcome.units.variable(.orders)
            let step = 0.1 * steps[outcome.task.replication]
            let treated = outcome.task.role == .experiment ? 97 - step : 103 + step
            for arm in 0...1 {
                let units = outcome.units.arms[arm]
                var means = units.means
                means[orders] = arm == 0 ? 100 : treated
                outcome.units.arms[arm] = CovarianceMoments(n: units.n, means: means, covariance: units.covariance)
            }
        }
        let plan = TestPlans.plan {
            $0.replications = 5
            $0.metrics = ["gmv", "orders"]
            $0.arms[1].conditions.choice.utilityLift = 0.5
        }
        let verdict = TestPlans.readout(plan, outcomes).verdict
        #expect(verdict.agreement == .misleads)
        #expect(
            verdict.headline.hasPrefix("The sign of Orders is wrong: the A/B test says −3.00 % ["),
            "\(verdict.headline)")
        #expect(verdict.headline.contains(", but a launch would bring +3.00 % ["))
        #expect(verdict.headline.contains(" On GMV there are not enough replications to tell: it says "))
    }

    /// No word is the user split's, which is not run.
    @Test(arguments: [Design.sessionSplit, .requestSplit, .listingSplit, .switchback])
    func theVerdictSpeaksOfTheDesignThatIsRun(design: Design) throws {
        let readout = try TestPlans.readout(
            TestPlans.busy {
                $0.designs = [design]
                $0.metrics = ["orders"]
            })
        #expect(readout.verdict.headline.contains(design.words))
        for sentence in [readout.verdict.headline] + readout.verdict.details {
            #expect(!sentence.contains("user split") && !sentence.contains("A/B test"), "\(sentence)")
        }
    }

    /// Nobody comes, so that there are neither sessions to split nor anything to divide by.
    @Test func inAnEmptyMarketNothingIsReadOutAndNothingIsAsPlanned() throws {
        let readout = try TestPlans.readout(
            TestPlans.plan {
                $0.market.users.count = 10
                $0.market.users.sessionsPerWeek = 0.001
                $0.replications = 2
                $0.designs = [.sessionSplit]
                $0.metrics = ["orders", "ctr"]
            })
        #expect(readout.metrics.isEmpty && readout.decision == nil)
        #expect(
            readout.verdict.headline.hasSuffix(
                "could not be read out: there was nothing to divide by in any replication."))
        #expect(readout.health.first { $0.name == "srm" }?.message == "There were no sessions to split.")
    }

    /// From one replication on, which gives the truth no interval; nobody speaks of arms that meet.
    @Test(arguments: TestSeeds.two)
    func whereNothingPassesBetweenTheArmsOneReplicationTellsTheTruth(seed: UInt64) throws {
        let readout = try TestPlans.readout(
            TestPlans.deep {
                $0.seed = seed
                $0.replications = 1
            })
        #expect(readout.verdict.agreement == .agrees)
        #expect(readout.verdict.headline.hasPrefix("The A/B test tells the truth: Orders "))
        #expect(!readout.verdict.details.contains { $0.contains("not alone in the market") })
        #expect(readout.metrics[0].truth.difference.lower == nil && readout.metrics[0].bias.absolute == 0)
    }

    /// Of made-up worlds nobody knows how the arms' units fare alone.
    @Test func noCauseIsNamedThatWasNotMeasured() throws {
        let verdict = try VerdictTests.verdict(seen: 15.2, truth: 1.4, jitter: 0.5)
        #expect(verdict.agreement == .misleads)
        #expect(!verdict.details.contains { $0.contains("not alone in the market") })
    }

    /// A bias beyond chance that does not matter: a hundredth of the effect.
    @Test func aBiasThatDoesNotMatterIsForgiven() throws {
        #expect(try VerdictTests.verdict(seen: 5.05, truth: 5, jitter: 0.001).agreement == .agrees)
    }

    @Test func aTestThatIsAllNoiseSaysNothing() throws {
        let verdict = try VerdictTests.verdict(seen: 1, truth: 0.5, jitter: 20)
        #expect(verdict.agreement == .unclear)
        #expect(verdict.headline.hasPrefix("Not enough replications to tell"))
    }

    @Test func aTestOfEqualArmsSaysSo() throws {
        let readout = try TestPlans.readout(TestPlans.plan())
        #expect(readout.verdict.details.first?.contains("A/A test") == true)
        #expect(readout.verdict.headline.hasPrefix("Nothing was changed: what the arms of the A/A test differ by, "))
        let changed = TestPlans.plan {
            $0.arms[1].changes = [Arm.Change(key: "policies.ranking", control: "random", arm: "newest")]
        }
        let details = try TestPlans.readout(changed).verdict.details
        #expect(details.first == "The treatment changes policies.ranking from random to newest.")
    }

    /// Arms bid differently where nobody advertises.
    @Test func aChangeThatChangesNothingIsCalledSo() throws {
        let readout = try TestPlans.readout(
            TestPlans.plan { $0.arms[1].policies[.bidding] = PolicyChoice("truthful") })
        let headline = readout.verdict.headline
        #expect(headline.lowercased().contains("the treatment changes nothing that happens"), "\(headline)")
        #expect(readout.metrics[0].truth.difference.estimate == 0)
    }

    /// A fee that is counted by no metric of the readout leaves nothing to judge, and nothing to decide.
    @Test func aChangeThatNoMetricCanSeeIsNotCalledTrue() throws {
        let plan = TestPlans.busy {
            $0.metrics = ["net_gmv"]
            // Busy enough for an experiment to be decided; the arms differ by the fee alone.
            $0.arms[1].conditions = $0.arms[0].conditions
            $0.arms[1].policies = $0.arms[0].policies
            $0.arms[1].conditions.orders.takeRate = 0.08
        }
        let runner = WorldRunner(plan: plan, policies: .builtIn)
        let readout = runner.readout(of: try TestPlans.outcomes(plan), version: "", command: "")
        #expect(readout.verdict.headline.hasPrefix("No metric of this readout can see `take_rate`"))
        #expect(readout.verdict.agreement == .unclear && readout.decision == nil)
        #expect(readout.metrics.allSatisfy { $0.judgement == nil }, "what cannot see the change is not ticked")
        var seeing = plan
        seeing.metrics = ["net_gmv", "income"]
        let seen = WorldRunner(plan: seeing, policies: .builtIn).readout(
            of: try TestPlans.outcomes(seeing), version: "", command: "")
        #expect(!seen.verdict.headline.contains("take_rate") && seen.decision != nil)
    }

    /// Where nobody buys, nothing varies and there is no interval; nothing is still nothing.
    @Test func anAATestInWhichNothingIsSoldIsNoFalseAlarm() throws {
        let readout = try TestPlans.readout(
            TestPlans.plan { for arm in 0...1 { $0.arms[arm].conditions.choice.cartRate = 0 } })
        #expect(readout.metrics[0].name == "gmv" && readout.metrics[0].difference == EffectEstimate(estimate: 0))
        #expect(readout.verdict.agreement == .agrees)
    }

    /// Of `auction-48` with users split: control scores 4.93 beside the treatment and 7.87 without it, so that lifts of +5,253 % and
    /// +3,255 % stand for differences of 259 and 256.
    @Test func liftsThatContradictTheDifferencesAreNotTold() {
        func metric(
            control: Double, difference: Double, _ agreement: Verdict.Agreement = .agrees
        ) -> MetricReadout {
            let truth = EffectEstimate(estimate: 256, lower: 250, upper: 262)
            return MetricReadout(
                name: "score", label: "Score", definition: "", unit: .count, moreIsBetter: true,
                control: ArmValue(mean: control, n: 1), treatment: ArmValue(mean: control + difference, n: 1),
                difference: EffectEstimate(estimate: difference),
                relative: EffectEstimate(estimate: difference / control), relativeDefinition: "", pValue: nil,
                method: "", adjusted: nil,
                truth: TruthReadout(
                    control: 7.87, treatment: 263.87, difference: truth, relative: EffectEstimate(estimate: 256 / 7.87)),
                bias: Bias(absolute: difference - 256), note: nil,
                judgement: Judgement(agreement: agreement, margin: 64, isFloor: false, flipsSign: false))
        }
        #expect(!metric(control: 4.93, difference: 259).isToldByLifts)
        #expect(metric(control: 4.93, difference: 259, .unclear).isToldByLifts, "nothing is said to be contradicted")
        #expect(metric(control: 7.8, difference: 259).isToldByLifts)
        #expect(metric(control: 4.93, difference: 400).isToldByLifts, "lifts and differences both miss the truth")
    }
}
