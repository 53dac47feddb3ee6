import MarketLab
import Statistics

/// 1,000 small A/A experiments: p-values must be uniform and 95 % intervals must cover the true difference, which is 0.
enum EqualArms {
    private static let experiments = 1_000

    static func run() async throws {
        let plan = plan()
        let readouts = try await readouts(plan)
        for metric in plan.metrics {
            let values = readouts.compactMap { $0.metrics.first { $0.name == metric } }
            let pValues = values.compactMap(\.pValue)
            let covering = values.filter { ($0.difference.lower ?? 1) <= 0 && ($0.difference.upper ?? -1) >= 0 }
            let coverage = Double(covering.count) / Double(values.count)
            guard let test = try? KolmogorovSmirnov(uniform: pValues) else { continue }
            Line.show(
                "A/A, \(metric)", "KS p = \(Line.digits(test.pValue))",
                "intervals at 95 % cover; expected 93.5-96.5 %",
                Line.digits(100 * coverage) + " %")
        }
    }

    private static func plan() -> Plan {
        var plan = BenchmarkPlan.plan(users: 600, listings: 2_000, days: 7)
        plan.replications = experiments
        plan.market.users.sessionsPerWeek = 3
        plan.market.users.sessionsSigma = 0.5
        plan.market.users.casualShare = 0
        plan.market.conditions.choice.cartRate = 0.3
        plan.market.conditions.choice.checkoutRate = 0.5
        plan.market.conditions.orders.paymentShare = 0.9
        plan.market.listings.priceSigma = 0.5
        plan.market.conditions.feed.candidates = 60
        for arm in plan.arms.indices { plan.arms[arm].conditions = plan.market.conditions }
        plan.metrics = ["gmv", "orders", "ctr", "cvr", "exposures_per_session"]
        return plan
    }

    /// One readout an experiment. Equal arms make equal twins, so the experiment's own world stands for all three.
    private static func readouts(_ plan: Plan) async throws -> [Readout] {
        let tasks = (0..<experiments).map { WorldTask(replication: $0, role: .experiment) }
        var readouts: [Readout] = []
        _ = try await ParallelRun(runner: WorldRunner(plan: plan, policies: .builtIn), threads: 2).run(
            tasks, progress: RunProgress(worlds: tasks.count, alreadyDone: 0)
        ) { outcome in
            var worlds: [WorldTask: WorldOutcome] = [:]
            for role in WorldTask.Role.allCases {
                worlds[WorldTask(replication: outcome.task.replication, role: role)] = outcome
            }
            readouts.append(
                Readout(plan, replications: ReplicationOutcome.complete(in: worlds), version: "", command: ""))
        }
        return readouts
    }
}
