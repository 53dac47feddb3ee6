public import Experiments
import Foundation
public import PolicyKit
import Reports
public import RunStore
public import Scenarios

/// Runs a scenario from its plan to its pages: takes up what the store holds, runs the missing worlds, reads out, writes.
public struct ScenarioRun {
    public let scenario: Scenario
    public let policies: PolicyRegistry
    public var options: Options

    /// How to run.
    public struct Options: Sendable {
        /// Where the pages go.
        public var folder: String
        /// The run store's file.
        public var store: String
        public var threads: Int
        /// Where the event logs go; nil writes none.
        public var log: String?
        /// The command that makes the readout again.
        public var command: String

        public init(folder: String, store: String, threads: Int, log: String? = nil, command: String) {
            self.folder = folder
            self.store = store
            self.threads = threads
            self.log = log
            self.command = command
        }
    }

    /// What a run came to.
    public enum Outcome: Sendable {
        case finished(Readout, record: RunRecord)
        /// Stopped; how many worlds are in the store and how many are missing.
        case interrupted(done: Int, missing: Int)
    }

    public init(_ scenario: Scenario, policies: PolicyRegistry, options: Options) {
        self.scenario = scenario
        self.policies = policies
        self.options = options
    }

    /// - Parameter begin: is handed the run's progress before the first world starts.
    /// - Throws: `Mistake`, `StoreProblem`, `ReportProblem`; what was made for nothing is gone then.
    public func run(begin: (RunProgress) -> Void = { _ in }) async throws -> Outcome {
        try MemoryEstimate(scenario.plan, threads: options.threads).check()
        let storeFolder = WritableFolder.parent(of: options.store)
        let folders = try WritableFolder.all(
            [(options.folder, "output folder"), (storeFolder.isEmpty ? "." : storeFolder, "folder of the run store")]
                + (options.log.map { [($0, "event log")] } ?? []))
        defer { for folder in folders.reversed() { folder.takeBack() } }
        let logs = try options.log.map { try EventLogs(folder: $0, plan: scenario.plan) }
        let store = try RunStore(path: options.store)
        var record = RunRecord(
            id: try store.freshID(), scenario: scenario.plan.name, title: scenario.plan.title,
            seed: scenario.plan.seed, replicationsPlanned: scenario.plan.replications, startedAt: Date(),
            version: MarketLabVersion.current,
            overrides: scenario.overrides.map { "--set \(ShellWord.quoted($0.description))" }.joined(separator: " "),
            scenarioText: scenario.text, scenarioFile: scenario.file, changes: scenario.overrides.map(\.description),
            outputFolder: options.folder,
            process: ProcessMark.own)
        do {
            return try await run(&record, in: store, logs: logs, begin: begin)
        } catch {
            logs?.abandon()
            record.status = .failed
            // The store may be what has failed.
            try? store.save(record)
            throw error
        }
    }

    private func run(
        _ record: inout RunRecord, in store: RunStore, logs: EventLogs?, begin: (RunProgress) -> Void
    ) async throws -> Outcome {
        let plan = scenario.plan
        let fingerprint = plan.fingerprint(build: Build.identity)
        let tasks = WorldTask.all(replications: plan.replications)
        var outcomes = logs == nil ? try known(tasks, fingerprint, in: store) : [:]
        record.replicationsDone = ReplicationOutcome.complete(in: outcomes).count
        try store.save(record)
        let progress = RunProgress(worlds: tasks.count, alreadyDone: outcomes.count)
        begin(progress)
        let parallel = ParallelRun(
            runner: WorldRunner(plan: plan, policies: policies), threads: options.threads)
        let complete = try await parallel.run(
            tasks.filter { outcomes[$0] == nil }, progress: progress,
            consumers: { task in try logs.map { [try $0.open(task)] } ?? [] }
        ) { outcome in
            outcomes[outcome.task] = outcome
            try logs?.finish(outcome)
            try store.save(try ScenarioRun.encoder.encode(outcome), for: ScenarioRun.key(fingerprint, outcome.task))
            let replication = outcome.task.replication
            if WorldTask.Role.allCases.allSatisfy({ outcomes[WorldTask(replication: replication, role: $0)] != nil }) {
                record.replicationsDone += 1
                try store.save(record)
            }
        }
        guard complete else {
            logs?.abandon()
            record.status = .interrupted
            if record.replicationsDone > 0 { record.readout = try ScenarioRun.encoder.encode(readout(outcomes)) }
            try store.save(record)
            return .interrupted(done: outcomes.count, missing: tasks.count - outcomes.count)
        }
        let readout = readout(outcomes)
        try Report(readout: readout, scenarioText: scenario.text).write(to: options.folder)
        record.status = .finished
        record.readout = try ScenarioRun.encoder.encode(readout)
        try store.save(record)
        return .finished(readout, record: record)
    }

    /// What the complete replications say, of which there is one at least.
    private func readout(_ outcomes: [WorldTask: WorldOutcome]) -> Readout {
        Readout(
            scenario.plan, replications: ReplicationOutcome.complete(in: outcomes), version: MarketLabVersion.current,
            command: options.command)
    }

    /// The worlds that the store has; one that cannot be read is as good as missing.
    private func known(_ tasks: [WorldTask], _ plan: String, in store: RunStore) throws -> [WorldTask: WorldOutcome] {
        var outcomes: [WorldTask: WorldOutcome] = [:]
        for task in tasks {
            guard let data = try store.world(ScenarioRun.key(plan, task)) else { continue }
            outcomes[task] = try? JSONDecoder().decode(WorldOutcome.self, from: data)
        }
        return outcomes
    }

    static func key(_ plan: String, _ task: WorldTask) -> WorldKey {
        WorldKey(plan: plan, replication: task.replication, role: task.role.rawValue)
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return encoder
    }
}
