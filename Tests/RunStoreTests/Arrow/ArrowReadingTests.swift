import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Policies
import RunStore
import Testing

/// Reads Arrow files back with pyarrow; `make arrow` installs it and runs this test.
@Suite(.tags(.program), .hangLimit) struct ArrowReadingTests {
    private static let task = WorldTask(replication: 0, role: .experiment)

    /// The Python that can import pyarrow: that of `make arrow`, or the one on the PATH.
    private static let python: String? = {
        [TestOptions.python, "python3"].compactMap(\.self).first { command in
            (try? Program.other(command, ["-c", "import pyarrow"]).status) == 0
        }
    }()

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
        let script = Checkout.file("Tests/Scripts/read_arrow.py").path
        let ran = try Program.other(
            try #require(Self.python),
            [
                script, EventLog.path(of: Self.task, in: folder.file("arrow")),
                EventLog.path(of: Self.task, in: folder.file("csv")),
            ])
        // One for each kind of record, besides `users` and `world`.
        let tables = JournalRecord.Kind.allCases.count + 2
        #expect(
            ran.status == 0 && ran.text.contains("of \(tables) tables") && ran.text.contains(" 0 differences"),
            "\(ran.text)\(ran.errors)")
    }
}
