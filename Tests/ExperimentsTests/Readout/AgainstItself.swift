import Experiments
import Marketplace
import Policies
import PolicyKit
import Statistics

/// Runs a market against itself many times and asks how often the readout claims an effect.
///
/// Arms are equal, so the truth is zero, p-values must be uniform, and intervals of level .95 must hold zero in 95 % of
/// the experiments. Only public interfaces are used, so that a benchmark program can take up this file as it is:
/// `let result = try await AgainstItself(experiments: 1_000).run(threads: 2)`, then `result.uniformity("orders")` and
/// `result.coverage("orders")`.
struct AgainstItself {
    var plan: Plan
    var experiments: Int

    init(experiments: Int, seed: UInt64 = 1) {
        self.experiments = experiments
        plan = Plan(
            name: "against-itself", title: "A/A", summary: "", arms: [Arm(name: "control"), Arm(name: "treatment")])
        plan.seed = seed
        plan.metrics = ["orders", "ctr", "exposures_per_session", "gmv", "cvr"]
        plan.market.users.count = 400
        plan.market.users.sessionsPerWeek = 4
        plan.market.users.sessionsSigma = 0.8
        // A few hundred users and Mercari's prices, of which one in a hundred is 25 times the median, would leave GMV to
        // a handful of orders: its t statistic is then not Student's, whoever computes it.
        plan.market.users.casualShare = 0
        plan.market.listings.priceSigma = 0.6
        plan.market.listings.initial = 600
        plan.market.listings.arrivalsPerDay = 60
        plan.schedule.warmup = 86_400_000
        plan.schedule.experiment = 4 * 86_400_000
        for arm in 0...1 {
            plan.arms[arm].conditions.choice.clickRateMatched = 0.3
            plan.arms[arm].conditions.choice.cartRate = 0.3
            plan.arms[arm].conditions.choice.checkoutRate = 0.5
            plan.arms[arm].conditions.feed.candidates = 64
        }
    }

    /// What the experiments said, metric by metric.
    struct Result {
        var pValues: [String: [Double]] = [:]
        /// Experiments whose interval holds zero.
        var covered: [String: Int] = [:]

        /// p of the p-values being uniform.
        func uniformity(_ metric: String) -> Double {
            (try? KolmogorovSmirnov(uniform: pValues[metric] ?? []))?.pValue ?? 0
        }

        func coverage(_ metric: String) -> Double {
            Double(covered[metric] ?? 0) / Double(max(1, pValues[metric]?.count ?? 0))
        }
    }

    func run(threads: Int) async throws -> Result {
        let tasks = (0..<experiments).map { WorldTask(replication: $0, role: .experiment) }
        let runner = WorldRunner(plan: plan, policies: .builtIn)
        var result = Result()
        _ = try await ParallelRun(runner: runner, threads: threads).run(
            tasks, progress: RunProgress(worlds: tasks.count, alreadyDone: 0)
        ) { outcome in
            // The twins of equal arms say nothing that is not known: the experiment's own world stands in for them.
            let roles = WorldTask.Role.allCases.map { WorldTask(replication: outcome.task.replication, role: $0) }
            let worlds = Dictionary(uniqueKeysWithValues: roles.map { ($0, outcome) })
            let replication = ReplicationOutcome.complete(in: worlds)
            for metric in Readout(plan, replications: replication, version: "", command: "").metrics {
                guard let pValue = metric.pValue, let lower = metric.difference.lower,
                    let upper = metric.difference.upper
                else { continue }
                result.pValues[metric.name, default: []].append(pValue)
                result.covered[metric.name, default: 0] += lower <= 0 && 0 <= upper ? 1 : 0
            }
        }
        return result
    }
}
