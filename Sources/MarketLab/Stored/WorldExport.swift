import Experiments
import Foundation
import Marketplace
import PolicyKit
import RunStore
import Scenarios
import Synchronization

/// Writes the event log of one world of a stored run: the store keeps what the world was read from, and a world is a
/// function of that and its seed, so it is run once more.
struct WorldExport {
    let record: RunRecord
    let task: WorldTask
    private let scenario: Scenario

    /// In which form.
    enum Format: String, CaseIterable { case csv, arrow, merrec, units }

    /// - Throws: what is wrong with the stored scenario by now, or a replication that the run does not have.
    init(_ record: RunRecord, task: WorldTask, policies: PolicyRegistry) throws {
        self.record = record
        self.task = task
        scenario = try StoredPlan.scenario(of: record, replication: task.replication, policies: policies)
        let abilities = type(of: scenario.plan.model).abilities
        guard abilities.contains(.eventLog) else {
            throw Mistake(
                "run \(record.id) is of a market without a feed and keeps no event log"
                    + (abilities.contains(.trajectories) ? "; it has --format trajectories" : ""))
        }
    }

    /// What became of an export.
    enum Outcome {
        /// Written, into that folder; whether the run's own outcome of the world was there to compare with, and how
        /// units are read out.
        case finished(folder: String, isCompared: Bool, commands: [String])
        case interrupted
    }

    /// Runs the world and writes its log below the folder.
    /// - Parameter begin: is handed the progress before the world starts.
    func write(
        as format: Format, to folder: String, store: RunStore, begin: (RunProgress) -> Void
    ) async throws -> Outcome {
        let made = try WritableFolder(folder, kind: "event log")
        defer { made.takeBack() }
        let progress = RunProgress(worlds: format == .merrec ? 2 : 1, alreadyDone: 0)
        begin(progress)
        var form = EventLog.Format.csv
        switch format {
        case .csv: break
        case .arrow: form = .arrow
        case .merrec:
            let lengths = SequenceLengths(
                users: scenario.plan.loaded.users?.count ?? Int(scenario.plan.market.users.count))
            guard try await run(progress, consumers: { [lengths] }) != nil else { return .interrupted }
            form = .merRec(lengths)
        case .units:
            guard scenario.plan.unitDesign(of: task.role) != nil else {
                throw Mistake(
                    "--format units: what the world \(task.roleName) says of an effect is no difference between two arms of "
                        + "units; take csv or arrow")
            }
            form = .units
        }
        let path = EventLog.path(of: task, in: folder)
        let commands = Mutex<[String]>([])
        let logs = try EventLogs(folder: folder, plan: scenario.plan, format: form)
        let unitReader: @Sendable (WorldUnits) throws -> Void = { units in
            let analysis = UnitAnalysis(units)
            commands.withLock { $0 = analysis.commands("\(path)/units.csv") }
            try logs.write(units, script: analysis.script)
        }
        do {
            let outcome = try await run(
                progress, consumers: { [try logs.open(task)] }, unitReader: format == .units ? unitReader : nil)
            guard let outcome else {
                logs.abandon()
                return .interrupted
            }
            let known = try stored(in: store)
            if let known, known.digest != outcome.digest {
                throw Mistake("run \(record.id) had another world: its log cannot be written again")
            }
            try logs.finish(outcome)
            return .finished(folder: path, isCompared: known != nil, commands: commands.withLock { $0 })
        } catch {
            logs.abandon()
            throw error
        }
    }

    private func run(
        _ progress: RunProgress, consumers: @escaping @Sendable () throws -> [any JournalConsumer],
        unitReader: (@Sendable (WorldUnits) throws -> Void)? = nil
    ) async throws -> FeedOutcome? {
        var runner = WorldRunner(plan: scenario.plan, policies: scenario.policies)
        runner.unitReader = unitReader
        let run = ParallelRun(runner: runner, threads: 1)
        var outcome: FeedOutcome?
        let complete = try await run.run([task], progress: progress, consumers: { _ in try consumers() }) {
            outcome = $0
        }
        return complete ? outcome : nil
    }

    /// What the run itself made of the world, when the same program did.
    private func stored(in store: RunStore) throws -> FeedOutcome? {
        let fingerprint = scenario.plan.fingerprint(build: Build.identity)
        let kept: (worlds: [WorldTask: FeedOutcome], damaged: Int) = try StoredWorlds(plan: fingerprint, store: store)
            .known([task])
        return kept.worlds[task]
    }
}

/// The calls of `marketlab analyze` that read a table of a world's units: to the figures of the run's own readout.
struct UnitAnalysis {
    private let units: WorldUnits
    private let metrics: [UnitMetric]

    init(_ units: WorldUnits) {
        self.units = units
        metrics = units.metrics
    }

    /// A line each: the differences, and those adjusted by the warm-up. Empty for a twin, in which all are in one arm.
    /// - Parameter path: of the table, as the shell reads it.
    func commands(_ path: String) -> [String] {
        let role = units.outcome.task.role
        guard role != .allTreated, role != .allControl, !metrics.isEmpty else { return [] }
        let adjusted = metrics.filter { !$0.before.isEmpty }
        return [command(path, metrics, covariates: false)]
            + (adjusted.isEmpty ? [] : [command(path, adjusted, covariates: true)])
    }

    /// What `sh` runs from any folder.
    var script: String {
        let commands = commands("units.csv")
        return commands.isEmpty ? "" : "cd \"$(dirname \"$0\")\"\n" + commands.map { $0 + "\n" }.joined()
    }

    private func command(_ path: String, _ metrics: [UnitMetric], covariates: Bool) -> String {
        let plan = units.plan
        var words = ["marketlab", "analyze", path, "--variant", "arm", "--control", plan.arms[0].name, "--metric"]
        for metric in metrics where !words.contains(metric.term) { words.append(metric.term) }
        if covariates {
            words += ["--covariate"] + metrics.map { "\($0.term)=\(UnitAnalysis.term($0.before))" }
        }
        if plan.analysis == .triggered { words += ["--triggered", "triggered"] }
        if Set(plan.split.shares).count > 1 {
            words += ["--weights"] + zip(plan.arms, plan.split.shares).map { "\($0.name)=\($1)" }
        }
        // 1 - 0.9 is not 0.1 in binary, and people read the call.
        if plan.level != 0.95 { words += ["--alpha", "\(((1 - plan.level) * 1e12).rounded() / 1e12)"] }
        return words.map(ShellWord.quoted).joined(separator: " ")
    }

    fileprivate static func term(_ columns: [UnitMetric.Column]) -> String {
        columns.count == 1 ? columns[0].name : "ratio:\(columns.map(\.name).joined(separator: "/"))"
    }
}

extension UnitMetric {
    /// As `--metric` takes it.
    fileprivate var term: String { (columns.count == 1 ? "mean:" : "") + UnitAnalysis.term(columns) }
}
