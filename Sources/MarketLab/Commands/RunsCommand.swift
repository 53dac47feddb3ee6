import ArgumentParser
import Experiments
import Foundation
import Reports
import RunStore

/// `marketlab runs`: what the store holds.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List the runs in the run store, newest first.",
        discussion: "Examples:\n  marketlab runs\n  marketlab runs --out /tmp/deep --format json")

    @OptionGroup var place: StoreOptions
    @Option(help: "table or json.") var format: OutputFormat = .table

    func run() throws {
        let runs = try place.open().runs()
        switch format {
        case .table:
            let lines = runs.map(RunsCommand.line)
            try StandardStreams.show(lines.isEmpty ? "no runs yet" : lines.joined(separator: "\n"))
        case .json:
            struct Listed: Encodable {
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
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.dateEncodingStrategy = .iso8601
            let listed = runs.map {
                Listed(
                    id: $0.id, scenario: $0.scenario, title: $0.title, seed: $0.seed, startedAt: $0.startedAt,
                    overrides: $0.overrides, status: $0.statusNow.rawValue,
                    replicationsDone: $0.replicationsDone, replicationsPlanned: $0.replicationsPlanned,
                    outputFolder: $0.outputFolder)
            }
            try StandardStreams.show(String(decoding: try encoder.encode(listed), as: UTF8.self))
        }
    }
}

extension RunsCommand {
    /// A run on one line: its id, when it was started in the time of this place, how far it is, and what it was told.
    private static func line(_ run: RunRecord) -> String {
        let status = "\(run.statusNow)"
        let padding = String(repeating: " ", count: max(0, longestStatus - status.count))
        let planned = Plural.word(run.replicationsPlanned, "replication")
        let facts = [
            run.id, run.startedAt.formatted(moment), status + padding,
            "\(run.replicationsDone)/\(run.replicationsPlanned) \(planned)", "seed \(run.seed)", run.scenario,
            run.overrides,
        ]
        return facts.filter { !$0.isEmpty }.joined(separator: "  ")
    }

    private static let longestStatus = RunRecord.Status.allCases.map(\.rawValue.count).max() ?? 0

    /// `2026-03-01 17:05:09`.
    private static let moment = Date.ISO8601FormatStyle(
        dateSeparator: .dash, dateTimeSeparator: .space, timeSeparator: .colon, timeZone: .current
    ).year().month().day().time(includingFractionalSeconds: false)
}
