public import Experiments
import Foundation
public import Marketplace

/// Writes down all that happens in one world, in one of several formats.
///
/// The folder is called `….partial` until `finish(_:)`: what stands under its final name is whole. A stranger can
/// compute every figure of a readout from the logs of its worlds; `docs/EventLog.md` describes the columns.
///
/// It may go from thread to thread, but is used by one at a time: a world's while it runs, then its finisher's.
public final class EventLog: JournalConsumer, @unchecked Sendable {
    /// How a log is written.
    public enum Format: Sendable {
        /// CSV, a file for each kind of record.
        case csv
        /// Arrow IPC files with the same names, columns and values.
        case arrow
        /// One CSV file of what MerRec has events for, in its names; how many of them each user has must be known.
        case merRec(SequenceLengths)
        /// No records but a CSV file of the units that the world's design splits.
        case units
    }

    private let task: WorldTask
    private let folder: LogFolder
    private let format: Format
    private let facts: WorldFacts
    private let files: any LogFiles
    private var records: Int64 = 0

    /// Makes the folder and its files.
    /// - Parameters:
    ///   - folder: holds the logs of all worlds of a run; made when it is not there.
    ///   - task: names the world, and so the folder within.
    ///   - plan: of the run.
    /// - Throws: when the folder cannot be written, or holds the log of another run's world.
    public convenience init(
        folder: String, task: WorldTask, plan: Plan, format: Format = .csv
    ) throws(StoreProblem) {
        try self.init(folder: folder, task: task, plan: plan, format: format, device: nil)
    }

    /// Writes every file to `device` instead (`/dev/full`), so that a full disk can be tried out.
    package init(
        folder: String, task: WorldTask, plan: Plan, format: Format = .csv, device: String?
    ) throws(StoreProblem) {
        self.task = task
        self.format = format
        self.folder = LogFolder(path: EventLog.path(of: task, in: folder))
        facts = WorldFacts(plan, task: task)
        try EventLog.refuseAnotherRun(facts, path: self.folder.path)
        try self.folder.make()
        files =
            switch format {
            case .csv: try LogTables<CSVTable>(in: self.folder, of: facts, device: device)
            case .arrow: try LogTables<ArrowTable>(in: self.folder, of: facts, device: device)
            case .merRec(let lengths):
                try MerRecLog(in: self.folder, lengths: lengths, currency: plan.market.currency, device: device)
            case .units: UnitLog(in: self.folder, device: device)
            }
    }

    /// The folder of a world's log, once it is finished: `DIR/replication-000/experiment`.
    public static func path(of task: WorldTask, in folder: String) -> String {
        let number = String(task.replication)
        let zeros = String(repeating: "0", count: max(0, 3 - number.count))
        return "\(folder)/replication-\(zeros)\(number)/\(task.roleName)"
    }

    public func consume(_ records: borrowing Span<JournalRecord>) throws(StoreProblem) {
        try files.write(records, from: self.records)
        self.records += Int64(records.count)
    }

    /// Writes the units of a log of format `units`, when the world has run.
    func write(_ units: WorldUnits, script: String) throws {
        guard let files = files as? UnitLog else { preconditionFailure("only a log of units takes them") }
        try files.write(units, script: script)
    }

    /// Completes the log with the tables of users and of the world and gives the folder its final name.
    ///
    /// `world.csv` stands in every log: it says whose the log is. To be called once, when the world has run to its end;
    /// without it the folder stays `….partial`.
    public func finish(_ outcome: FeedOutcome) throws(StoreProblem) {
        precondition(outcome.task == task, "a log is finished with the outcome of its own world")
        try files.finish(facts)
        try facts.write(as: CSVTable.self, to: folder, outcome, records: records)
        if case .arrow = format { try facts.write(as: ArrowTable.self, to: folder, outcome, records: records) }
        try folder.publish()
    }

    /// Removes what was written so far of a log that will not be finished.
    func abandon() { folder.abandon() }

    /// A log of the same world is made again, one of another scenario or seed is not ours to remove.
    static func refuseAnotherRun(_ facts: WorldFacts, path: String) throws(StoreProblem) {
        guard FileManager.default.fileExists(atPath: path + "/world.csv") else { return }
        let there = FileManager.default.contents(atPath: path + "/world.csv") ?? Data()
        guard there.starts(with: facts.known.utf8) else { throw .eventLogExists(path) }
    }
}
