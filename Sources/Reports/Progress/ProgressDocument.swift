import Experiments
public import Foundation
public import RunStore

/// How far runs have come: those under way, and those that ended last. Its page asks for itself again every few seconds.
public struct ProgressDocument: Document {
    private let runs: [Run]
    private let problem: String?
    private let now: Date
    private let timeZone: TimeZone

    /// A run and where it stands.
    public struct Run: Sendable {
        let record: RunRecord
        let status: RunRecord.Status
        let page: String?

        /// - Parameters:
        ///   - status: by now.
        ///   - page: address of its page; nil where it has none.
        public init(_ record: RunRecord, status: RunRecord.Status, page: String? = nil) {
            self.record = record
            self.status = status
            self.page = page
        }
    }

    /// - Parameters:
    ///   - runs: of a store, the newest first.
    ///   - now: when they stood so.
    ///   - timeZone: in which people read when a run was started.
    public init(_ runs: [Run], at now: Date, timeZone: TimeZone = .current) {
        self.init(runs, problem: nil, at: now, timeZone: timeZone)
    }

    /// - Parameter problem: why the runs cannot be read.
    public init(problem: String, at now: Date) { self.init([], problem: problem, at: now, timeZone: .current) }

    private init(_ runs: [Run], problem: String?, at now: Date, timeZone: TimeZone) {
        self.runs = runs
        self.problem = problem
        self.now = now
        self.timeZone = timeZone
    }

    private var underWay: [Run] { runs.filter { $0.status == .running } }
    private var ended: [Run] { Array(runs.filter { $0.status != .running }.prefix(Self.mostEnded)) }
    private static let mostEnded = 20

    public func json() throws(ReportProblem) -> Data {
        try JSONFile.bytes(
            of: Listed(problem: problem, running: underWay.map { listed($0) }, ended: ended.map { listed($0) }))
    }

    public var page: Page {
        let summary =
            problem.map { "The run store cannot be read now: \($0)." }
            ?? (underWay.isEmpty ? "Nothing is under way." : "\(Plural.text(underWay.count, "run")) under way.")
        let tables: [any Section] = [
            RunsSection(id: "running", title: "Under way", table(underWay, name: "Runs under way")),
            RunsSection(id: "ended", title: "Ended last", table(ended, name: "Runs that ended last")),
        ].compactMap(\.self)
        return Page(
            kind: "progress", title: "What is under way", banners: [],
            summary: [Prose("\(summary) As of \(Wording.moment(now, timeZone)); this page renews itself.")],
            sections: tables, index: "/", renewedAfterSeconds: underWay.isEmpty ? 30 : 5)
    }

    /// Nil of no run.
    private func table(_ runs: [Run], name: String) -> Table? {
        guard !runs.isEmpty else { return nil }
        return Table(
            name: name,
            columns: [
                .init(title: "Scenario", kind: .name), .init(title: "Started", kind: .words),
                .init(title: "Status", kind: .words), .init(title: "Replications"), .init(title: "Run", kind: .words),
            ],
            rows: runs.map { run in
                var scenario = Table.Cell(run.record.scenario)
                scenario.link = run.page
                return [
                    scenario, .init(Wording.moment(run.record.startedAt, timeZone)), .init(run.status.rawValue),
                    .init(
                        "\(run.record.replicationsDone) of \(run.record.replicationsPlanned)",
                        number: Double(run.record.replicationsDone)),
                    .init(run.record.id),
                ]
            })
    }

    private func listed(_ run: Run) -> Listed.Run {
        Listed.Run(
            id: run.record.id, scenario: run.record.scenario, status: run.status.rawValue,
            startedAt: run.record.startedAt, replicationsDone: run.record.replicationsDone,
            replicationsPlanned: run.record.replicationsPlanned, page: run.page)
    }

    /// A table of runs under a title.
    private struct RunsSection: Section {
        let id: String
        let title: String
        let blocks: [any Block]
        var media = Media.all

        /// Nil without a table.
        init?(id: String, title: String, _ table: Table?) {
            guard let table else { return nil }
            self.id = id
            self.title = title
            blocks = [table]
        }
    }

    /// As JSON has it.
    private struct Listed: Encodable {
        var schema = "marketlab.progress/1"
        let problem: String?
        let running: [Run]
        let ended: [Run]

        struct Run: Encodable {
            let id: String
            let scenario: String
            let status: String
            let startedAt: Date
            let replicationsDone: Int
            let replicationsPlanned: Int
            let page: String?
        }
    }
}
