import Experiments
import Marketplace
import MarketplaceTesting
import Policies
import PolicyKit

/// Small plans, and the ways tests run them.
enum TestPlans {
    static func plan(_ name: String = "test", _ change: (inout Plan) -> Void = { _ in }) -> Plan {
        var plan = Plan(name: name, title: "A test", summary: "", arms: [Arm(name: "control"), Arm(name: "treatment")])
        plan.market.users.count = 240
        plan.market.users.sessionsPerWeek = 4
        plan.market.users.sessionsSigma = 0.5
        plan.market.users.casualShare = 0
        plan.market.listings.initial = 1_200
        plan.market.listings.arrivalsPerDay = 60
        plan.schedule.warmup = 2 * 86_400_000
        plan.schedule.experiment = 4 * 86_400_000
        plan.schedule.followup = 86_400_000
        change(&plan)
        return plan
    }

    /// Buyers who buy often and often repent: every quantity of the readout moves.
    static func busy(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
        plan("busy") { plan in
            for arm in 0...1 {
                plan.arms[arm].conditions.choice.clickRateMatched = 0.3
                plan.arms[arm].conditions.choice.cartRate = 0.4
                plan.arms[arm].conditions.choice.checkoutRate = 0.6
                plan.arms[arm].conditions.browsing.exposureDwell = 8_000
                plan.arms[arm].conditions.orders.paymentShare = 0.7
                plan.arms[arm].conditions.orders.refundRate = 0.4
                plan.arms[arm].conditions.orders.deliveryDelay = 4 * 3_600_000
                plan.arms[arm].conditions.offers.rate = 0.05
                plan.arms[arm].conditions.orders.refundDelay = 3_600_000
                plan.arms[arm].conditions.feed.requestCost = arm == 0 ? 2 : 3
                plan.arms[arm].conditions.feed.candidateCost = arm == 0 ? 30 : 50
                plan.arms[arm].conditions.orders.takeRate = arm == 0 ? 0.1 : 0.08
                plan.arms[arm].conditions.feed.requestBudget = 1
                plan.arms[arm].policies[.request] = PolicyChoice("uniform", ["every": 4])
            }
            plan.arms[1].conditions.choice.utilityLift = 1
            plan.market.listings.initial = 400
            plan.market.ads.campaigns = 60
            // Nothing is scored by models, whose worlds take longer.
            plan.metrics = Metric.all.filter { $0 != .modelCost }.map(\.name)
            change(&plan)
        }
    }

    /// A market with enough of everything, in which buyers do not hear of each other: nothing passes between the arms.
    static func deep(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
        plan("deep") { plan in
            plan.replications = 2
            plan.market.listings.singleUnitShare = 0
            plan.market.listings.fewUnitsShare = 0
            plan.market.listings.deepUnits = 1_000
            for arm in 0...1 {
                plan.arms[arm].conditions.choice.clickRateMatched = 0.3
                plan.arms[arm].conditions.choice.cartRate = 0.4
                plan.arms[arm].conditions.choice.checkoutRate = 0.4
            }
            plan.arms[1].conditions.choice.utilityLift = 0.5
            plan.metrics = ["orders"]
            change(&plan)
        }
    }

    /// The worlds of one replication, with the journal of each.
    static func replication(
        _ plan: Plan, _ number: Int = 0
    ) throws -> (outcome: FeedReplication, journals: [WorldRole: [JournalRecord]]) {
        let runner = WorldRunner(plan: plan, policies: .builtIn)
        var outcomes: [WorldTask: FeedOutcome] = [:]
        var journals: [WorldRole: [JournalRecord]] = [:]
        for task in plan.tasks where task.replication == 0 {
            let recorder = Recorder()
            let task = WorldTask(replication: number, role: task.role, treatment: task.treatment)
            outcomes[task] = try runner.run(task, consumers: [recorder])
            if task.treatment == 1 { journals[task.role] = recorder.records }
        }
        let complete = FeedReplication.complete(in: outcomes, of: plan)
        return (complete[0], journals)
    }

    /// All worlds of a plan, one after the other.
    static func outcomes(_ plan: Plan) throws -> [WorldTask: FeedOutcome] {
        let runner = WorldRunner(plan: plan, policies: .builtIn)
        var outcomes: [WorldTask: FeedOutcome] = [:]
        for task in plan.tasks {
            outcomes[task] = try runner.run(task)
        }
        return outcomes
    }

    static func readout(_ plan: Plan, _ outcomes: [WorldTask: FeedOutcome]) -> Readout {
        Readout(
            plan, replications: FeedReplication.complete(in: outcomes, of: plan), version: "0", command: "")
    }

    static func readout(_ plan: Plan) throws -> Readout { readout(plan, try outcomes(plan)) }
}

extension Plan {
    /// Its booking market, if it has one.
    var booking: BookingPlan? {
        if case .booking(let booking) = kind { booking } else { nil }
    }
}
