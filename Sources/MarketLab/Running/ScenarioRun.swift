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
        /// Address of the page that lists this run's among others, from this run's; nil where there is none.
        public var index: String?

        public init(
            folder: String, store: String, threads: Int, log: String? = nil, command: String, index: String? = nil
        ) {
            self.folder = folder
            self.store = store
            self.threads = threads
            self.log = log
            self.command = command
            self.index = index
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
        let model = scenario.plan.model
        if options.log != nil, !type(of: model).abilities.contains(.eventLog) {
            throw Mistake("--log: \(type(of: model).words) keeps no event log; leave the option out")
        }
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
            let outcome = try await run(model, &record, in: store, logs: logs, begin: begin)
            if case .interrupted = outcome { logs?.abandon() }
            return outcome
        } catch {
            logs?.abandon()
            record.status = .failed
            // The store may be what has failed.
            try? store.save(record)
            throw error
        }
    }

    /// - Parameter logs: of every world, which is run for them also where the store has it; nil writes none.
    private func run<Model: MarketModel>(
        _ model: Model, _ record: inout RunRecord, in store: RunStore, logs: EventLogs?, begin: (RunProgress) -> Void
    ) async throws -> Outcome {
        let runner = model.runner(of: scenario.plan, policies: policies, log: logs)
        let tasks = runner.plan.tasks
        let keys = KeptWorlds(plan: scenario.plan.fingerprint(build: Build.identity), store: store)
        typealias World = WorldOutcome<Model.Runner.Tally>
        var (outcomes, damaged): ([WorldTask: World], Int) = logs != nil ? ([:], 0) : try keys.known(tasks)
        if damaged > 0 {
            StandardStreams.say(
                "note: \(Plural.text(damaged, "world")) in the run store "
                    + (damaged == 1 ? "is not what was saved, and runs again" : "are not what was saved, and run again")
            )
        }
        let worlds = Dictionary(grouping: tasks, by: \.replication)
        func isComplete(_ replication: Int) -> Bool { worlds[replication]?.allSatisfy { outcomes[$0] != nil } == true }
        record.replicationsDone = worlds.keys.count(where: isComplete)
        try store.save(record)
        let progress = RunProgress(worlds: tasks.count, alreadyDone: outcomes.count)
        begin(progress)
        let parallel = ParallelRun(runner: runner, threads: options.threads)
        let complete = try await parallel.run(tasks.filter { outcomes[$0] == nil }, progress: progress) { outcome in
            outcomes[outcome.task] = outcome
            try keys.save(outcome)
            if isComplete(outcome.task.replication) {
                record.replicationsDone += 1
                try store.save(record)
            }
        }
        /// What the complete replications say, of which there is one at least.
        func readout() -> Readout {
            runner.readout(of: outcomes, version: MarketLabVersion.current, command: options.command)
        }
        guard complete else {
            record.status = .interrupted
            if record.replicationsDone > 0 { record.readout = try KeptWorlds.encoder.encode(readout()) }
            try store.save(record)
            return .interrupted(done: outcomes.count, missing: tasks.count - outcomes.count)
        }
        let readout = readout()
        guard WritableFolder.isFolder(options.folder) == true else {
            throw Mistake("the output folder \(options.folder) was removed during the run; run the same command again")
        }
        try RunDocument(readout, scenarioText: scenario.text, index: options.index).write(to: options.folder)
        record.status = .finished
        record.readout = try KeptWorlds.encoder.encode(readout)
        try store.save(record)
        return .finished(readout, record: record)
    }
}
