import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Policies
import PolicyKit
import RunStore

/// A small market in which both arms buy from one stock, run with all its logs.
struct EventLogRun {
    let plan: Plan
    let folder: TemporaryFolder
    var logs: String { folder.file("log") }
    var readout: String { folder.file("readout.json") }

    init(replications: Int = 1, seed: UInt64 = 1, treatmentShare: Double = 0.5) async throws {
        folder = try TemporaryFolder()
        plan = Self.plan(replications: replications, seed: seed, treatmentShare: treatmentShare)
        let worlds = plan.replications * 3
        let run = ParallelRun(runner: WorldRunner(plan: plan, policies: .builtIn), threads: 2)
        let logs = try EventLogs(folder: folder.file("log"), plan: plan)
        var outcomes: [WorldTask: FeedOutcome] = [:]
        _ = try await run.run(
            WorldTask.all(replications: plan.replications), progress: RunProgress(worlds: worlds, alreadyDone: 0),
            consumers: { [try logs.open($0)] },
            finished: { outcome in
                try logs.finish(outcome)
                outcomes[outcome.task] = outcome
            })
        let readout = Readout(
            plan, replications: FeedReplication.complete(in: outcomes, of: plan), version: "test", command: "test")
        try JSONEncoder().encode(readout).write(to: URL(filePath: self.readout))
    }

    static func plan(replications: Int = 1, seed: UInt64 = 1, treatmentShare: Double = 0.5) -> Plan {
        var market = Market()
        market.users.count = 300
        market.listings.initial = 3_000
        market.listings.arrivalsPerDay = 200
        market.listings.markdownAfter = 86_400_000
        market.listings.expiry = 10 * 86_400_000
        // Many orders, so that no metric is without figures and lapses, refunds and empty shelves come up.
        market.conditions.choice.cartRate = 0.3
        market.conditions.choice.checkoutRate = 0.5
        market.conditions.orders.paymentWindow = 12 * 3_600_000
        market.conditions.orders.refundRate = 0.2
        market.conditions.feed.requestBudget = 0.2
        market.conditions.orders.deliveryDelay = 6 * 3_600_000
        market.conditions.offers.rate = 0.3
        market.conditions.offers.acceptedTakenShare = 0.9
        market.conditions.offers.answerDelay = 3_600_000
        market.ads.campaigns = 60
        var treated = market.conditions
        treated.choice.utilityLift = 0.3
        var plan = Plan(
            name: "small", title: "A small market", summary: "",
            arms: [
                Arm(name: "control", conditions: market.conditions),
                Arm(name: "lift, \"30 %\"", conditions: treated),
            ])
        plan.market = market
        plan.metrics = Metric.all.filter { $0 != .modelCost }.map(\.name)
        // Explores often and has spent its budget soon.
        plan.arms[1].policies[.request] = PolicyChoice("adaptive", ["exploration": 0.5])
        plan.seed = seed
        plan.replications = replications
        plan.schedule.warmup = 2 * 86_400_000
        plan.schedule.experiment = 5 * 86_400_000
        plan.schedule.followup = 86_400_000
        plan.split.treatmentShare = treatmentShare
        return plan
    }

    /// A file of a world's log, line by line.
    func lines(_ file: String, role: WorldRole = .experiment) throws -> [String] {
        let path = EventLog.path(of: WorldTask(replication: 0, role: role), in: logs) + "/" + file
        return try String(contentsOf: URL(filePath: path), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
