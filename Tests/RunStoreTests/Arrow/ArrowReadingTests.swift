import Experiments
import Foundation
import Marketplace
import Policies
import RunStore
import Testing

/// Reads Arrow files back with pyarrow; `make arrow` installs it and runs this test.
@Suite struct ArrowReadingTests {
    private static let task = WorldTask(replication: 0, role: .experiment)

    /// The Python that can import pyarrow: that of `make arrow`, or the one on the PATH.
    private static let python: String? = {
        let own = ProcessInfo.processInfo.environment["MARKETLAB_PYTHON"]
        return [own, "/usr/bin/env python3"].compactMap(\.self).first { command in
            (try? run(command, ["-c", "import pyarrow"]).status) == 0
        }
    }()

    private static func run(_ command: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let words = command.split(separator: " ").map(String.init)
        let process = Process()
        process.executableURL = URL(filePath: words[0])
        process.arguments = words.dropFirst() + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private static func write(_ format: EventLog.Format, to folder: String) throws {
        let plan = EventLogRun.plan()
        let log = try EventLog(folder: folder, task: task, plan: plan, format: format)
        let outcome = try WorldRunner(plan: plan, policies: .builtIn).run(task, consumers: [log])
        try log.finish(try #require(outcome))
    }

    @Test(.enabled(if: python != nil, "pyarrow is not installed: `make arrow` installs it and runs this test"))
    func pyarrowReadsTheNamesTypesAndValuesOfTheCSVFiles() throws {
        let folder = try TemporaryFolder()
        try Self.write(.csv, to: folder.file("csv"))
        try Self.write(.arrow, to: folder.file("arrow"))
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Scripts/read_arrow.py").path
        let ran = try Self.run(
            try #require(Self.python),
            [
                script, EventLog.path(of: Self.task, in: folder.file("arrow")),
                EventLog.path(of: Self.task, in: folder.file("csv")),
            ])
        // One for each kind of record, besides `users` and `world`.
        let tables = JournalRecord.Kind.allCases.count + 2
        #expect(
            ran.status == 0 && ran.output.contains("of \(tables) tables") && ran.output.contains(" 0 differences"),
            "\(ran.output)")
    }
}
