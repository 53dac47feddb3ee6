public import Experiments
import Foundation
public import PolicyKit
import Reports
public import RunStore
public import Scenarios

/// Runs a scenario from its plan to its pages: takes up what the store holds, runs the missing worlds, reads out, writes.
public struct ScenarioRun {
    /// What is run.
    public let scenario: Scenario
    /// The policies that the scenario's names stand for.
    public let policies: PolicyRegistry
    /// Where results go, and on how many threads.
    public var options: Options

    /// How to run.
    public struct Options: Sendable {
        /// Where the pages go.
        public var folder: String
        /// The run store's file.
        public var store: String
        /// How many worlds run at once, 1 or more.
        public var threads: Int
        /// Where the event logs go; nil writes none.
        public var log: String?
        /// The command that makes the readout again.
        public var command: String
        /// After how many replications to look whether the verdict stands, and to stop where it does; empty runs as many as the
        /// scenario says.
        public var looks: [Int]
        /// Of a run that is a part of something larger, such as a night; nil of a run by itself.
        public var part: Part?
        /// Worlds that were run elsewhere, which go into the store first.
        var shards: ShardMerge?

        public init(
            folder: String, store: String, threads: Int, log: String? = nil, command: String, looks: [Int] = [],
            part: Part? = nil
        ) {
            self.folder = folder
            self.store = store
            self.threads = threads
            self.log = log
            self.command = command
            self.looks = looks
            self.part = part
        }
    }

    /// A run as a part of something larger, which writes its pages.
    public struct Part: Sendable {
        /// Its id in the run store: the same when the whole is taken up again.
        public var id: String
        /// Names the whole's worlds in the run store, which are taken up by it alone.
        public var worlds: String
        /// So many of the plan's replications are run and read out; nil for all.
        public var replications: Int?
        /// Readouts of the scenario before this one, the newest first, for expectations that look back. A run by itself has none, so that
        /// its readout does not depend on what else stands in the store.
        public var past: [Readout]

        public init(id: String, worlds: String, replications: Int? = nil, past: [Readout] = []) {
            (self.id, self.worlds, self.replications, self.past) = (id, worlds, replications, past)
        }
    }

    /// What a run came to.
    public enum Outcome: Sendable {
        case finished(Readout, record: RunRecord)
        /// Stopped; how many worlds are in the store and how many are missing.
        case interrupted(done: Int, missing: Int)
    }

    /// A run that has not begun.
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
        // Reading the program's own file takes a while: before there is a store, so that Ctrl-C is heard soon after.
        let fingerprint = scenario.plan.fingerprint(build: Build.identity)
        let store = try RunStore(path: options.store)
        var record = RunRecord(
            id: try options.part?.id ?? store.freshID(), scenario: scenario.plan.name, title: scenario.plan.title,
            seed: scenario.plan.seed, replicationsPlanned: scenario.plan.replications, startedAt: Date(),
            version: MarketLabVersion.current,
            overrides: scenario.overrides.map { "--set \(ShellWord.quoted($0.description))" }.joined(separator: " "),
            scenarioText: scenario.text, scenarioFile: URL(fileURLWithPath: scenario.file).standardizedFileURL.path,
            changes: scenario.overrides.map(\.description),
            outputFolder: options.folder,
            process: ProcessMark.own)
        do {
            let outcome = try await run(model, &record, as: fingerprint, in: store, logs: logs, begin: begin)
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

    /// - Parameters:
    ///   - fingerprint: of the plan, as this build runs it.
    ///   - logs: of every world, which is run for them also where the store has it; nil writes none.
    private func run<Model: MarketModel>(
        _ model: Model, _ record: inout RunRecord, as fingerprint: String, in store: RunStore, logs: EventLogs?,
        begin: (RunProgress) -> Void
    ) async throws -> Outcome {
        var plan = scenario.plan
        plan.verdict.looks = max(1, options.looks.count)
        plan.replications = options.looks.last ?? plan.replications
        try options.shards?.take(into: store)
        // A part of the replications is read out as what it is: the plan keeps their number.
        let limit = options.part?.replications ?? Int.max
        func tasks(_ plan: Plan) -> [WorldTask] { plan.tasks.filter { $0.replication < limit } }
        let keys = StoredWorlds(plan: options.part.map { "\(fingerprint)-\($0.worlds)" } ?? fingerprint, store: store)
        typealias World = WorldOutcome<Model.Runner.Tally>
        var (outcomes, damaged): ([WorldTask: World], Int) = logs != nil ? ([:], 0) : try keys.known(tasks(plan))
        if damaged > 0 {
            StandardStreams.say(
                "note: \(Plural.text(damaged, "world")) in the run store "
                    + (damaged == 1 ? "is not what was saved, and runs again" : "are not what was saved, and run again")
            )
        }
        let worlds = Dictionary(grouping: tasks(plan), by: \.replication)
        func isComplete(_ replication: Int) -> Bool { worlds[replication]?.allSatisfy { outcomes[$0] != nil } == true }
        record.replicationsDone = worlds.keys.count(where: isComplete)
        try store.save(record)
        let progress = RunProgress(worlds: tasks(plan).count, alreadyDone: outcomes.count)
        begin(progress)
        /// What the complete replications up to a look say, of which there is one at least.
        func readout(_ plan: Plan) -> Readout {
            var readout = model.runner(of: plan, policies: policies, log: nil).readout(
                of: outcomes.filter { $0.key.replication < plan.replications }, version: MarketLabVersion.current,
                command: options.command)
            readout.judge(scenario.expectations, past: options.part?.past ?? [])
            return readout
        }
        var said: Readout?
        for look in options.looks.isEmpty ? [plan.replications] : options.looks {
            plan.replications = look
            let parallel = ParallelRun(
                runner: model.runner(of: plan, policies: policies, log: logs), threads: options.threads)
            let missing = tasks(plan).filter { outcomes[$0] == nil }
            let complete = try await parallel.run(missing, progress: progress) { outcome in
                outcomes[outcome.task] = outcome
                try keys.save(outcome)
                if isComplete(outcome.task.replication) {
                    record.replicationsDone += 1
                    try store.save(record)
                }
            }
            guard complete else {
                record.status = .interrupted
                if record.replicationsDone > 0 { record.readout = try StoredWorlds.encoder.encode(readout(plan)) }
                try store.save(record)
                return .interrupted(done: outcomes.count, missing: tasks(plan).count { outcomes[$0] == nil })
            }
            said = readout(plan)
            if said?.verdict.agreement != .unclear { break }
        }
        record.replicationsPlanned = plan.replications
        guard let readout = said else { preconditionFailure("a run has a look at least") }
        if options.part == nil {
            guard WritableFolder.isFolder(options.folder) == true else {
                throw Mistake(
                    "the output folder \(options.folder) was removed during the run; run the same command again")
            }
            try RunDocument(readout, scenarioText: scenario.text).write(to: options.folder)
        }
        record.status = .finished
        record.readout = try StoredWorlds.encoder.encode(readout)
        try store.save(record)
        return .finished(readout, record: record)
    }
}
