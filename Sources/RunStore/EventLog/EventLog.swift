public import Experiments
import Foundation
public import Marketplace

/// Writes down all that happens in one world, as CSV, one file a kind of record.
///
/// The folder is called `….partial` until `finish(_:)`: what stands under its final name is whole. A stranger can
/// compute every figure of a readout from the logs of its worlds; `docs/EventLog.md` describes the columns.
///
/// It may go from thread to thread, but is used by one at a time: a world's while it runs, then its finisher's.
public final class EventLog: JournalConsumer, @unchecked Sendable {
    private let task: WorldTask
    private let folder: LogFolder
    private let facts: WorldFacts
    /// One a kind of record, in the order of their raw values.
    private let writers: UnsafeMutablePointer<LogWriter>
    private var opened = 0
    private var records: Int64 = 0

    /// Makes the folder and its files.
    /// - Parameters:
    ///   - folder: holds the logs of all worlds of a run; made when it is not there.
    ///   - task: names the world, and so the folder within.
    ///   - plan: of the run.
    /// - Throws: when the folder cannot be written, or holds the log of another run's world.
    public convenience init(folder: String, task: WorldTask, plan: Plan) throws(StoreProblem) {
        try self.init(folder: folder, task: task, plan: plan, device: nil)
    }

    /// Writes every file to `device` instead (`/dev/full`), so that a full disk can be tried out.
    package init(folder: String, task: WorldTask, plan: Plan, device: String?) throws(StoreProblem) {
        self.task = task
        self.folder = LogFolder(path: EventLog.path(of: task, in: folder))
        facts = WorldFacts(plan, task: task)
        let kinds = JournalRecord.Kind.allCases
        writers = .allocate(capacity: kinds.count)
        try EventLog.refuseAnotherRun(facts, path: self.folder.path)
        try self.folder.make()
        for kind in kinds {
            precondition(Int(kind.rawValue) == opened + 1, "kinds of records are numbered from 1 without a gap")
            let table = LogTable(kind)
            (writers + opened).initialize(
                to: try LogWriter(table, path: device ?? self.folder.file(table.name)))
            opened += 1
        }
    }

    deinit {
        writers.deinitialize(count: opened)
        writers.deallocate()
    }

    /// The folder of a world's log, once it is finished: `DIR/replication-000/experiment`.
    public static func path(of task: WorldTask, in folder: String) -> String {
        let number = String(task.replication)
        let zeros = String(repeating: "0", count: max(0, 3 - number.count))
        return "\(folder)/replication-\(zeros)\(number)/\(task.role.rawValue)"
    }

    public func consume(_ records: borrowing Span<JournalRecord>) throws(StoreProblem) {
        for index in records.indices {
            let record = records[index]
            try writers[Int(record.kind.rawValue) - 1].write(record, number: self.records)
            self.records += 1
        }
    }

    /// Completes the log with `users.csv` and `world.csv` and gives the folder its final name.
    ///
    /// To be called once, when the world has run to its end; without it the folder stays `….partial`.
    public func finish(_ outcome: WorldOutcome) throws(StoreProblem) {
        precondition(outcome.task == task, "a log is finished with the outcome of its own world")
        for writer in 0..<opened { try writers[writer].flush() }
        let assignment = facts.assignment
        try write("users") { file throws(StoreProblem) in
            try file.write("user,arm\n")
            for user in 0..<UInt32(facts.users) { try file.write("\(user),\(assignment.arm(of: user))\n") }
        }
        try write("world") { file throws(StoreProblem) in
            try file.write(facts.text(outcome, records: records))
        }
        try folder.publish()
    }

    /// Removes what was written so far of a log that will not be finished.
    func abandon() { folder.abandon() }

    private func write(
        _ name: String, _ rows: (inout LogFile) throws(StoreProblem) -> Void
    ) throws(StoreProblem) {
        var file = try LogFile(folder.file(name))
        try rows(&file)
        try file.flush()
    }

    /// A log of the same world is made again, one of another scenario or seed is not ours to remove.
    static func refuseAnotherRun(_ facts: WorldFacts, path: String) throws(StoreProblem) {
        guard FileManager.default.fileExists(atPath: path + "/world.csv") else { return }
        let there = FileManager.default.contents(atPath: path + "/world.csv") ?? Data()
        guard there.starts(with: facts.known.utf8) else { throw .eventLogExists(path) }
    }
}
