import ArgumentParser
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
            try StandardStreams.show { width, _ in RunList(runs.map { ($0, $0.statusNow) }, width: width).text }
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
            let listed = runs.map {
                Listed(
                    id: $0.id, scenario: $0.scenario, title: $0.title, seed: $0.seed, startedAt: $0.startedAt,
                    overrides: $0.overrides, status: $0.statusNow.rawValue,
                    replicationsDone: $0.replicationsDone, replicationsPlanned: $0.replicationsPlanned,
                    outputFolder: $0.outputFolder)
            }
            try StandardStreams.show(json: listed)
        }
    }
}
