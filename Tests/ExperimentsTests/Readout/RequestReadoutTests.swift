import Experiments
import Marketplace
import PolicyKit
import Testing

/// What a readout says of requests, against its own metrics and the budgets that the scenario sets.
struct RequestReadoutTests {
    private static func plan(_ request: PolicyChoice, _ change: (inout Plan) -> Void = { _ in }) -> Plan {
        TestPlans.busy { plan in
            plan.replications = 2
            plan.metrics = ["gmv", "inserted_requests", "refused_requests", "requests_per_session"]
            for arm in 0...1 { plan.arms[arm].policies[.request] = request }
            change(&plan)
        }
    }

    @Test func theDaysOfTheTimelineAddUpToTheMetrics() throws {
        let plan = RequestReadoutTests.plan(PolicyChoice("uniform", ["every": 4]))
        let readout = try TestPlans.readout(plan)
        let requests = try #require(readout.requests)
        let days = 2..<6
        for (arm, part) in requests.arms.enumerated() {
            let timeline = part.timeline
            func sum(_ counts: [Int]) -> Double { Double(counts[days].reduce(0, +)) }
            func perUser(_ name: String) -> Double {
                let metric = readout.metrics.first { $0.name == name }
                return (arm == 0 ? metric?.control.mean : metric?.treatment.mean) ?? -1
            }
            // A metric is the mean over replications of means over users; with equal arms that is the mean over all users.
            let users = Double(readout.arms[arm].users)
            #expect(abs(sum(timeline.inserted) / users / perUser("inserted_requests") - 1) < 0.02)
            #expect(abs(sum(timeline.refused) / users / perUser("refused_requests") - 1) < 0.05)
            #expect(timeline.pageEnd.count == 7 && timeline.pageEnd[6] == 0)
        }
        let all = requests.arms.reduce(0) { sum, arm in
            sum + (arm.timeline.inserted + arm.timeline.pageEnd).reduce(0, +)
        }
        #expect(all > 0 && all < readout.counts.requests)
    }

    /// To the very request, in one replication.
    @Test func oneReplicationsTimelineIsItsMetricTimesItsUsers() throws {
        let readout = try TestPlans.readout(
            RequestReadoutTests.plan(PolicyChoice("uniform", ["every": 4])) { $0.replications = 1 })
        for (arm, part) in (readout.requests?.arms ?? []).enumerated() {
            for (name, counts) in [
                ("inserted_requests", part.timeline.inserted), ("refused_requests", part.timeline.refused),
            ] {
                let metric = readout.metrics.first { $0.name == name }
                let value = (arm == 0 ? metric?.control : metric?.treatment) ?? ArmValue(mean: -1, n: 1)
                #expect(ByHand.agree(value.mean * Double(value.n), Double(counts[2..<6].reduce(0, +))))
            }
        }
    }

    static let policies = [
        PolicyChoice("uniform", ["every": 2]), PolicyChoice("random", ["rate": 0.5]), PolicyChoice("after-click"),
        PolicyChoice("adaptive", ["exploration": 0.3, "minimum_outcomes": 50]),
        PolicyChoice("fixed-threshold", ["threshold": -1, "minimum_outcomes": 0]),
    ]

    /// Periods of 5 h begin and end within the experiment's first and last day, which is the hard case.
    @Test(arguments: policies, [24, 5])
    func noArmUsesMoreThanItsBudget(policy: PolicyChoice, hours: Int64) throws {
        let readout = try TestPlans.readout(
            RequestReadoutTests.plan(policy) { plan in
                plan.replications = 1
                for arm in 0...1 { plan.arms[arm].conditions.feed.requestBudgetPeriod = hours * 3_600_000 }
            })
        for arm in try #require(readout.requests).arms {
            let budget = try #require(arm.budget)
            #expect(budget.spent <= budget.given && budget.spent > 0 && budget.rate == 1)
            #expect(budget.share == Double(budget.spent) / Double(budget.given))
            #expect(budget.exhausted <= budget.periods)
            #expect(budget.periods == (hours == 24 ? 4 : 20))
            // What was paid for is asked for some seconds later, unless the experiment ends.
            let inserted = arm.timeline.inserted[2..<6].reduce(0, +)
            #expect(abs(budget.spent - inserted) <= 10)
            if budget.refused > 0 { #expect(budget.exhausted > 0) }
        }
    }

    @Test func askingAtEveryTurnUsesTheBudgetUp() throws {
        let readout = try TestPlans.readout(RequestReadoutTests.plan(PolicyChoice("random", ["rate": 0.9])))
        for arm in try #require(readout.requests).arms {
            let budget = try #require(arm.budget)
            #expect(budget.exhausted == budget.periods && budget.share == 1 && budget.refused > 100)
        }
    }

    @Test func aBudgetOfNothingHasNoShare() throws {
        let readout = try TestPlans.readout(
            RequestReadoutTests.plan(PolicyChoice("uniform", ["every": 4])) { plan in
                for arm in 0...1 { plan.arms[arm].conditions.feed.requestBudget = 0 }
            })
        let budget = try #require(readout.requests?.arms[1].budget)
        #expect(budget.given == 0 && budget.spent == 0 && budget.share == nil && budget.exhausted == budget.periods)
    }

    @Test func withoutARequestPolicyThereIsNothingToSay() throws {
        #expect(try TestPlans.readout(RequestReadoutTests.plan(PolicyChoice("page-end"))).requests == nil)
        let mixed = try TestPlans.readout(
            RequestReadoutTests.plan(PolicyChoice("page-end")) { plan in
                plan.arms[1].policies[.request] = PolicyChoice("uniform", ["every": 4])
                for arm in 0...1 { plan.arms[arm].conditions.feed.requestBudget = FeedSettings().requestBudget }
            })
        let requests = try #require(mixed.requests)
        #expect(requests.arms.map(\.asksWithinPage) == [false, true])
        #expect(requests.arms.allSatisfy { $0.budget == nil && $0.uplift == nil })
        #expect(requests.arms[0].timeline.inserted.reduce(0, +) == 0)
    }

    @Test func whatIsSaidOfRequestsReadsBackAsItself() throws {
        let plan = RequestReadoutTests.plan(PolicyChoice("adaptive", ["exploration": 0.3, "minimum_outcomes": 50]))
        let outcomes = try TestPlans.outcomes(plan)
        let readout = TestPlans.readout(plan, outcomes)
        #expect(readout.requests?.arms[0].uplift != nil)
        #expect(try Kept.again(readout) == readout)
        #expect(TestPlans.readout(plan, try outcomes.mapValues(Kept.again)) == readout)
    }
}
