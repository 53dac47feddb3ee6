public import Foundation
public import RunStore
import Tables

/// The runs of a store as a document: a line each, the newest first.
public struct RunList: Document {
    private let runs: [(record: RunRecord, status: RunRecord.Status)]
    private let timeZone: TimeZone

    /// - Parameters:
    ///   - runs: as they are listed, each with where it stands by now.
    ///   - timeZone: in which people read when a run was started.
    public init(_ runs: [(record: RunRecord, status: RunRecord.Status)], timeZone: TimeZone = .current) {
        self.runs = runs
        self.timeZone = timeZone
    }

    public func json() throws(ReportProblem) -> Data {
        try JSONFile.bytes(
            of: runs.map { record, status in
                Listed(
                    id: record.id, scenario: record.scenario, title: record.title, seed: record.seed,
                    startedAt: record.startedAt, overrides: record.overrides, status: status.rawValue,
                    replicationsDone: record.replicationsDone, replicationsPlanned: record.replicationsPlanned,
                    outputFolder: record.outputFolder)
            })
    }

    public var page: Page {
        Page(
            kind: "runs", title: "Runs in the store", banners: [],
            summary: runs.isEmpty ? [Prose("no runs yet")] : [], sections: runs.isEmpty ? [] : [ListSection(table)])
    }

    private var table: Table {
        Table(
            name: "Runs",
            columns: [
                .init(title: "Run", kind: .name), .init(title: "Started", kind: .words),
                .init(title: "Status", kind: .words), .init(title: "Replications"), .init(title: "Seed"),
                .init(title: "Scenario", kind: .words), .init(title: "Changes", kind: .words, media: .written),
            ],
            rows: runs.map { record, status in
                [
                    .init(record.id), .init(Wording.moment(record.startedAt, timeZone)), .init(status.rawValue),
                    .init("\(record.replicationsDone)/\(record.replicationsPlanned)"), .init("\(record.seed)"),
                    .init(record.scenario), .init(RunList.changes(record)),
                ]
            },
            remarks: runs.map { record, _ in record.overrides.isEmpty ? [] : [RunList.changes(record)] })
    }

    private static func changes(_ record: RunRecord) -> String { ForeignText.quoted(record.overrides, limit: 500) }

    /// The table under its title.
    private struct ListSection: Section {
        let id = "runs"
        let title = "Newest first"
        let blocks: [any Block]
        var media = Media.all

        init(_ table: Table) { blocks = [table] }
    }

    /// A run as JSON has it.
    private struct Listed: Encodable {
        let id: String
        let scenario: String
        let title: String
        let seed: UInt64
        let startedAt: Date
        let overrides: String
        let status: String
        let replicationsDone: Int
        let replicationsPlanned: Int
        let outputFolder: String?
    }
}
