import Experiments
import MarketLabTesting
import Marketplace
import Statistics
import Testing

/// Effects by day: that they add up to what is read out, and that an effect which changes is told from one that has settled.
struct EffectCourseTests {
    /// What began on any day is what is read out: the effect cumulated to the last day is the readout's.
    @Test(arguments: TestSeeds.two)
    func theDaysTogetherAreTheWholeExperiment(seed: UInt64) throws {
        let readout = try TestPlans.readout(
            TestPlans.busy {
                $0.seed = seed
                $0.replications = 3
            })
        let courses = try #require(readout.effectCourses)
        #expect(courses.count > 12)
        #expect(courses.contains { $0.scale == .difference } && courses.contains { $0.scale == .relative })
        for course in courses {
            let metric = try #require(readout.metrics.first { $0.name == course.metric })
            let isRatio = if case .ratio = Metric.named(course.metric)?.kind { true } else { false }
            let days = course.scale == .relative || isRatio ? 1 : Double(course.truth.daily.count)
            let (truth, experiment) =
                course.scale == .relative
                ? (metric.truth.relative, metric.relative) : (metric.truth.difference, metric.difference)
            for (found, expected) in [(course.truth.whole, truth), (course.experiment?.whole, experiment)] {
                let (found, expected) = (try #require(found), try #require(expected))
                for (one, other) in [
                    (found.estimate, expected.estimate), (found.lower, expected.lower), (found.upper, expected.upper),
                ] as [(Double?, Double?)] {
                    #expect(ByHand.agree(one.map { $0 * days }, try #require(other), 1e-6), "\(course.metric)")
                }
            }
            #expect(course.truth.daily.count == 4 && course.truth.cumulated.count == 4 && course.lastDays == 2)
            #expect(course.truth.daily[0] == course.truth.cumulated[0])
        }
    }

    /// Clicks and exposures of each day, counted one by one.
    @Test func aDayHoldsWhatBeganInIt() throws {
        let plan = TestPlans.busy { $0.metrics = ["ctr", "gmv"] }
        let (worlds, journals) = try TestPlans.replication(plan)
        let readout = Readout(plan, replications: [worlds], version: "", command: "")
        let course = try #require(readout.effectCourses?.first { $0.metric == "ctr" })
        let (treated, control) = (try #require(journals[.allTreated]), try #require(journals[.allControl]))
        func rate(_ records: [JournalRecord], _ day: Int64) -> Double {
            let start = plan.schedule.warmup + day * 86_400_000
            let own = records.filter { (start..<start + 86_400_000).contains($0.time) }
            return Double(own.count { $0.kind == .click }) / Double(own.count { $0.kind == .exposure })
        }
        for day in 0..<4 {
            let expected = rate(treated, Int64(day)) / rate(control, Int64(day)) - 1
            #expect(ByHand.agree(course.truth.daily[day]?.estimate, expected, 1e-12))
        }
        // One replication has no bands, and cannot tell.
        #expect(course.truth.daily.allSatisfy { $0?.lower == nil } && course.truth.change?.lower == nil)
        #expect(readout.decision?.headline.contains("per year") != true)
    }

    @Test func theEndOfAWindowIsItsLastWeekOrThird() {
        let lengths = [1, 2, 3, 4, 7, 13, 14, 28].map { days in
            EffectCourseTests.readout(days: days, replications: 2) { _, _ in (100, 110) }.effectCourses?[0].lastDays
        }
        #expect(lengths == [nil, nil, 1, 2, 3, 5, 7, 7])
    }

    /// Money per user and day in control and treatment, which grows in treatment by `growth` per day.
    private static func noisy(_ seed: UInt64, days: Int, growth: Double) -> Readout {
        var draws = Xorshift64(state: seed &* 0x9E37_79B9_7F4A_7C15)
        func noise() -> Double { (0..<4).reduce(0) { sum, _ in sum + draws.uniform() - 0.5 } }
        return readout(days: days, replications: 6) { _, day in
            let control = 100 + 4 * noise()
            return (control, 110 + growth * Double(day) + 4 * noise())
        }
    }

    /// Truth and experiment are one here, so that their two tests at half of 5 % are one at 2.5 %: of 400 runs more than 26 say with a
    /// chance below 1e-4 that an effect which is the same every day was another at the end.
    @Test func aSettledEffectIsRarelyCalledAnother() {
        let alarms = (1...400 as ClosedRange<UInt64>).count {
            !EffectCourseTests.isSettled(EffectCourseTests.noisy($0, days: 14, growth: 0))
        }
        #expect(alarms <= 26)
        #expect(alarms > 0)
    }

    /// An effect that triples over two weeks is seen in each of 50 runs.
    @Test func anEffectThatGrowsIsSeenToGrow() throws {
        for seed in 1...50 as ClosedRange<UInt64> {
            let readout = EffectCourseTests.noisy(seed, days: 14, growth: 1.5)
            #expect(!EffectCourseTests.isSettled(readout))
            let sentence = try #require(readout.verdict.details.first { $0.hasPrefix("The effect has not settled: ") })
            #expect(sentence.hasPrefix("The effect has not settled: in the last 7 days the effect on GMV is +2"))
            #expect(sentence.contains(", over the whole window +"))
            #expect(readout.decision?.headline.contains("per year") != true)
        }
    }

    /// By hand: lifts of 10 % on the first ten days and 20 % on the last five in two replications, 12 % and 24 % in a third.
    @Test func theChangeIsThatOfTheRatiosOverReplications() throws {
        let readout = EffectCourseTests.readout(days: 13, replications: 3) { replication, day in
            let lift = (day < 8 ? 0.1 : 0.2) * (replication == 2 ? 1.2 : 1)
            return (100, 100 * (1 + lift))
        }
        let truth = try #require(readout.effectCourses?[0].truth)
        // Whole windows: (8 x 10 % + 5 x 20 %) / 13 = 13.846 %, and 1.2 times that; mean 14.769 %. Last days: mean 21.333 %.
        #expect(ByHand.agree(truth.whole?.estimate, 0.147_692_307_692, 1e-9))
        #expect(ByHand.agree(truth.last?.estimate, 0.213_333_333_333, 1e-9))
        // Changes 6.1538 %, 6.1538 %, 7.3846 %: mean 6.5641 %, standard error 0.41026 %.
        #expect(ByHand.agree(truth.change?.estimate, 0.065_641_025_641, 1e-9))
        #expect(ByHand.agree(truth.change?.standardError, 0.004_102_564_103, 1e-9))
    }

    private static func isSettled(_ readout: Readout) -> Bool {
        !readout.verdict.details.contains { $0.hasPrefix("The effect has not settled") }
    }

    private static let worlds = Result { try MadeUpWorlds() }

    /// - Parameter money: per user on a day of a replication, in control and in treatment.
    private static func readout(
        days: Int, replications: Int, _ money: (_ replication: Int, _ day: Int) -> (Double, Double)
    ) -> Readout {
        let plan = TestPlans.plan {
            $0.metrics = ["gmv"]
            $0.schedule.warmup = 0
            $0.schedule.experiment = Int64(days) * 86_400_000
            $0.replications = replications
        }
        let spent = (0..<replications).map { replication in (0..<days).map { money(replication, $0) } }
        func mean(_ replication: Int, _ arm: (Double, Double) -> Double) -> Double {
            spent[replication].reduce(0) { $0 + arm($1.0, $1.1) }
        }
        guard let worlds = try? worlds.get() else { preconditionFailure("made-up worlds are there") }
        let outcomes = worlds.outcomes(
            spent.indices.map { replication in
                let (control, treatment) = (mean(replication) { own, _ in own }, mean(replication) { _, own in own })
                return MadeUpWorlds.Money(
                    control: control, treatment: treatment, allControl: control, allTreated: treatment)
            }
        ) { outcome in
            let (count, own) = (outcome.units.quantities.count, spent[outcome.task.replication])
            let users = outcome.units.arms.map { Double($0.n) }
            outcome.days = [
                own.map { Array(repeating: $0.0 * users[0], count: count) },
                own.map { Array(repeating: $0.1 * users[1], count: count) },
            ]
        }
        return TestPlans.readout(plan, outcomes)
    }
}
