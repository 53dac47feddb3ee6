import Experiments
import Marketplace
import PolicyKit
import RunStore
import Scenarios

/// Writes the trajectories of one world of a stored auction run, which is run once more for them.
struct TrajectoryExport {
    let record: RunRecord
    let task: WorldTask
    private let plan: Plan
    private let auctions: AuctionPlan
    private let policies: PolicyRegistry

    /// - Throws: what is wrong with the stored scenario by now, or with the world that is asked for.
    init(_ record: RunRecord, replication: Int, role: String?, policies: PolicyRegistry) throws {
        self.record = record
        let scenario = try StoredPlan.scenario(of: record, replication: replication, policies: policies)
        self.policies = scenario.policies
        plan = scenario.plan
        guard case .auctions(let auctions) = plan.kind else {
            throw Mistake(
                "run \(record.id) is of a market without auctions and has no trajectories; its log can be had with "
                    + "--format csv, arrow or merrec")
        }
        self.auctions = auctions
        let asked = role.map(WorldRole.init(rawValue:)) ?? .allControl
        guard plan.roles.contains(asked) else {
            let roles = plan.roles.map(\.rawValue).joined(separator: ", ")
            throw Mistake("--world is \(asked.rawValue); expected one of \(roles)")
        }
        task = WorldTask(replication: replication, role: asked)
    }

    /// Runs the world and writes `trajectories.csv` into the folder.
    /// - Returns: the file's path; nil when it was stopped, and then nothing is left.
    func write(to folder: String, multipliers: [Double], begin: (RunProgress) -> Void) async throws -> String? {
        let made = try WritableFolder(folder, kind: "folder of the trajectories")
        defer { made.takeBack() }
        let path = "\(folder)/trajectories.csv"
        let progress = RunProgress(worlds: 1, alreadyDone: 0)
        begin(progress)
        let ticks = Int(auctions.market.settings.ticks)
        var runner = AuctionRunner(plan: plan, auctions: auctions, policies: policies)
        runner.counterfactuals = multipliers
        runner.consumers = { _ in [try TrajectoryLog(path: path, ticks: ticks, multipliers: multipliers)] }
        let run = ParallelRun(runner: runner, threads: 1)
        guard try await run.run([task], progress: progress, finished: { _ in }) else { return nil }
        return path
    }
}
