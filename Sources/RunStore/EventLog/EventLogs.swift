public import Experiments
import Synchronization

/// The event logs of a run, one a world: what a `ParallelRun` opens as its worlds start and finishes as they end.
///
///     let logs = try EventLogs(folder: folder, plan: plan)
///     try await run.run(tasks, progress: progress, consumers: { [try logs.open($0)] }) { outcome in
///         try logs.finish(outcome)
///     }
public final class EventLogs: WorldLog {
    private let folder: String
    private let plan: Plan
    private let format: EventLog.Format
    private let open = Mutex<[WorldTask: EventLog]>([:])

    /// Makes the folder, so that one that cannot be written, or holds another run's logs, is known before the first world
    /// runs.
    public init(folder: String, plan: Plan, format: EventLog.Format = .csv) throws(StoreProblem) {
        self.folder = folder
        self.plan = plan
        self.format = format
        try LogFolder.make(folder)
        for task in plan.tasks {
            try EventLog.refuseAnotherRun(WorldFacts(plan, task: task), path: EventLog.path(of: task, in: folder))
        }
    }

    /// Opens the log of a world that is about to run.
    public func open(_ task: WorldTask) throws(StoreProblem) -> EventLog {
        let log: EventLog
        do {
            log = try EventLog(folder: folder, task: task, plan: plan, format: format)
        } catch {
            LogFolder(path: EventLog.path(of: task, in: folder)).abandon()
            throw error
        }
        open.withLock { $0[task] = log }
        return log
    }

    /// Writes the units of a world that has run, where logs are of format `units`.
    /// - Parameter script: reads them out; empty where there is nothing to compare.
    package func write(_ units: WorldUnits, script: String) throws {
        try open.withLock { $0[units.outcome.task] }?.write(units, script: script)
    }

    /// Finishes the log of a world that has run; does nothing for one that was not opened here.
    public func finish(_ outcome: FeedOutcome) throws(StoreProblem) {
        try open.withLock { $0.removeValue(forKey: outcome.task) }?.finish(outcome)
    }

    /// Removes the logs that were opened and not finished; to be called when their worlds have stopped.
    public func abandon() {
        let logs = open.withLock { logs in
            defer { logs = [:] }
            return logs
        }
        for log in logs.values { log.abandon() }
    }
}
