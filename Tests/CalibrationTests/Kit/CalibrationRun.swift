import Calibration
import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Policies
import PolicyKit
import RunStore

/// A market with planted values, run and exported in MerRec's names.
final class CalibrationRun {
    private let folder: TemporaryFolder
    let log: String

    init(_ market: Market, days: Int64, seed: UInt64) throws {
        folder = try TemporaryFolder()
        let task = WorldTask(replication: 0, role: .allControl)
        var plan = Plan(
            name: "planted", title: "", summary: "",
            arms: ["control", "treatment"].map { Arm(name: $0, conditions: market.conditions) })
        plan.market = market
        plan.seed = seed
        plan.schedule.warmup = 0
        plan.schedule.experiment = days * 86_400_000
        plan.schedule.followup = 4 * 86_400_000
        let runner = WorldRunner(plan: plan, policies: .builtIn)
        let lengths = SequenceLengths(users: Int(market.users.count))
        _ = try runner.run(task, consumers: [lengths])
        let events = try EventLog(folder: folder.path, task: task, plan: plan, format: .merRec(lengths))
        if let outcome = try runner.run(task, consumers: [events]) { try events.finish(outcome) }
        log = EventLog.path(of: task, in: folder.path) + "/events.csv"
    }
}
