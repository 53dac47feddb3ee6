import Experiments
import Marketplace
import PolicyKit
import Testing

/// The split of users with, and without, a split of every ad budget.
struct BudgetSplitTests {
    /// Ads bid the truth under budgets of one size; treatment has four ads where control has one.
    private static func plan(budget: Int64, _ change: (inout Plan) -> Void = { _ in }) -> Plan {
        TestPlans.busy { plan in
            plan.market.ads.campaigns = 12
            plan.market.wishes.active = false
            plan.market.ads.budgetLeast = budget
            plan.market.ads.budgetMost = budget
            plan.split.treatmentShare = 0.3
            for arm in 0...1 {
                plan.arms[arm].policies[.bidding] = PolicyChoice("truthful")
                plan.arms[arm].conditions.ads.slots = arm == 0 ? 1 : 4
            }
            plan.designs = [.userSplit, .budgetSplit]
            change(&plan)
        }
    }

    /// Millionths that each campaign paid on each day of the experiment, by arm.
    private static func paid(_ records: [JournalRecord], _ plan: Plan) -> [[[Int64]]] {
        let days = Int(plan.schedule.experiment / 86_400_000)
        var paid = [[[Int64]]](repeating: Array(repeating: Array(repeating: 0, count: days), count: 2), count: 12)
        for record in records where record.kind == .adCharge {
            let day = Int((record.time - plan.schedule.warmup) / 86_400_000)
            if record.time >= plan.schedule.warmup, day < days {
                paid[Int(record.detail)][Int(record.arm)][day] += record.value
            }
        }
        return paid
    }

    @Test func anArmNeverSpendsMoreThanItsPartOfABudget() throws {
        let plan = Self.plan(budget: 40)
        let (_, journals) = try TestPlans.replication(plan)
        let budget: Int64 = 400_000
        let parts = [budget - 120_000, 120_000]
        let split = Self.paid(try #require(journals[.budgetSplit]), plan)
        for arm in 0...1 {
            #expect(split.allSatisfy { $0[arm].allSatisfy { $0 <= parts[arm] } })
            // Money is short: some arm of some campaign spends all it has.
            #expect(split.contains { $0[arm].contains(parts[arm]) })
        }
        let shared = Self.paid(try #require(journals[.experiment]), plan)
        #expect(
            shared.contains { campaign in campaign[1].contains { $0 > parts[1] } }, "here one arm takes the other's")
        #expect(shared.allSatisfy { campaign in zip(campaign[0], campaign[1]).allSatisfy { $0 + $1 <= budget } })
    }

    @Test func whereBudgetsNeverRunOutBothDesignsAreTheSameWorld() throws {
        let (outcome, journals) = try TestPlans.replication(Self.plan(budget: 1_000_000))
        #expect(journals[.experiment]?.contains { $0.kind == .adCharge } == true)
        #expect(journals[.experiment] == journals[.budgetSplit])
        #expect(outcome.allTreated.digest != outcome.allControl.digest)
    }

    @Test func equalArmsAreEqualUnderEachDesign() throws {
        let plan = Self.plan(budget: 40) {
            $0.arms[1] = Arm(name: "b", conditions: $0.arms[0].conditions, policies: $0.arms[0].policies)
        }
        let (outcome, _) = try TestPlans.replication(plan)
        #expect(outcome.allTreated.digest == outcome.allControl.digest)
        #expect(outcome.designs.allSatisfy { $0.violations.isEmpty })
    }

    @Test func everyDesignIsReadOutBesideTheSameTruth() throws {
        let plan = Self.plan(budget: 40) {
            $0.metrics = ["ad_revenue", "gmv"]
            $0.replications = 2
        }
        let readout = try TestPlans.readout(plan)
        #expect(
            readout.metrics.map(\.name) == [
                "ad_revenue_user_split", "ad_revenue_budget_split", "gmv_user_split", "gmv_budget_split",
            ])
        #expect(readout.metrics[0].label == "Ad revenue (user split)")
        #expect(readout.metrics[0].truth == readout.metrics[1].truth)
        #expect(readout.metrics[0].difference != readout.metrics[1].difference)
        #expect(readout.verdict.headline.contains("user split"))
        #expect(readout.verdict.details.contains { $0.hasPrefix("The budget split says ") })
    }

    @Test func thePrimaryDesignIsTheOneNamedFirst() throws {
        let plan = Self.plan(budget: 40) {
            $0.designs = [.budgetSplit]
            $0.metrics = ["ad_revenue"]
        }
        let outcomes = try TestPlans.outcomes(plan)
        #expect(Set(outcomes.keys.map(\.role)) == [.budgetSplit, .allTreated, .allControl])
        #expect(TestPlans.readout(plan, outcomes).metrics.map(\.name) == ["ad_revenue"])
    }
}
