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
    /// - Throws: `Mistake`, `StoreProblem`, `ReportProblem`.
    public func run(begin: (RunProgress) -> Void = { _ in }) async throws -> Outcome {
        let plan = scenario.plan
        try MemoryEstimate(plan, threads: options.threads).check()
        try ScenarioRun.checkWritable(options.folder)
        let store = try RunStore(path: options.store)
        let fingerprint = plan.fingerprint(build: Build.identity)
        let tasks = WorldTask.all(replications: plan.replications)
        var outcomes = options.log == nil ? try known(tasks, fingerprint, in: store) : [:]
        let missing = tasks.filter { outcomes[$0] == nil }
        let progress = RunProgress(worlds: tasks.count, alreadyDone: outcomes.count)
        var record = RunRecord(
            id: try store.freshID(), scenario: plan.name, title: plan.title, seed: plan.seed,
            replicationsPlanned: plan.replications, replicationsDone: 0, status: .running, startedAt: Date(),
            version: MarketLabVersion.current, scenarioText: scenario.text, readout: nil,
            outputFolder: options.folder)
        let logs = try options.log.map { try EventLogs(folder: $0, plan: plan) }
        begin(progress)
        let parallel = ParallelRun(
            runner: WorldRunner(plan: plan, policies: policies), threads: options.threads)
        let complete = try await parallel.run(
            missing, progress: progress, consumers: { task in try logs.map { [try $0.open(task)] } ?? [] }
        ) { outcome in
            outcomes[outcome.task] = outcome
            try logs?.finish(outcome)
            try store.save(try ScenarioRun.encoder.encode(outcome), for: ScenarioRun.key(fingerprint, outcome.task))
        }
        let replications = ReplicationOutcome.complete(in: outcomes)
        record.replicationsDone = replications.count
        guard complete else {
            record.status = .interrupted
            try store.save(record)
            return .interrupted(done: outcomes.count, missing: tasks.count - outcomes.count)
        }
        let readout = Readout(
            plan, replications: replications, version: MarketLabVersion.current, command: options.command)
        try Report(readout: readout, scenarioText: scenario.text).write(to: options.folder)
        record.status = .finished
        record.readout = try ScenarioRun.encoder.encode(readout)
        try store.save(record)
        return .finished(readout, record: record)
    }

    private func known(_ tasks: [WorldTask], _ plan: String, in store: RunStore) throws -> [WorldTask: WorldOutcome] {
        var outcomes: [WorldTask: WorldOutcome] = [:]
        for task in tasks {
            guard let data = try store.world(ScenarioRun.key(plan, task)) else { continue }
            outcomes[task] = try JSONDecoder().decode(WorldOutcome.self, from: data)
        }
        return outcomes
    }

    private static func key(_ plan: String, _ task: WorldTask) -> WorldKey {
        WorldKey(plan: plan, replication: task.replication, role: task.role.rawValue)
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return encoder
    }

    /// Finds out before hours of work whether the pages can be written.
    private static func checkWritable(_ folder: String) throws {
        let probe = folder + "/.marketlab-\(ProcessInfo.processInfo.processIdentifier)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data("probe".utf8).write(to: URL(fileURLWithPath: probe))
            try FileManager.default.removeItem(atPath: probe)
        } catch {
            try? FileManager.default.removeItem(atPath: probe)
            throw Mistake("the output folder \(folder) cannot be written: \(error.localizedDescription)")
        }
    }
}
