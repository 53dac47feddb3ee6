import ArgumentParser
import Experiments
import Foundation
import Reports
import RunStore

/// Which run store to look into.
struct StoreOptions: ParsableArguments {
    @Option(help: "Folder that a run was told with --out.") var out: String?
    @Option(help: "File of the run store. (default: runs.sqlite in --out, or reports/runs.sqlite)") var store: String?

    /// Opens the store; one that is not there is a mistake and not made.
    func open() throws -> RunStore {
        let path = store ?? (out ?? "reports") + "/runs.sqlite"
        guard FileManager.default.fileExists(atPath: path) else {
            throw Mistake("there is no run store at \(path); name one with --store, or run a scenario first")
        }
        return try RunStore(path: path)
    }
}

extension RunRecord {
    /// Where the run stands, also when it was killed before it could say so.
    var statusNow: Status {
        guard status == .running, let process, !ProcessMark.isAlive(process) else { return status }
        return .interrupted
    }
}

/// `marketlab runs`: what the store holds.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List the runs in the run store, newest first.",
        discussion: "Examples:\n  marketlab runs\n  marketlab runs --out /tmp/last-one --format json")

    @OptionGroup var place: StoreOptions
    @Option(help: "table or json.") var format: OutputFormat = .table

    func run() throws {
        let runs = try place.open().runs()
        switch format {
        case .table:
            let lines = runs.map { run in
                let done = "\(run.replicationsDone)/\(run.replicationsPlanned)"
                return "\(run.id)  \(run.statusNow)  \(done) replications  seed \(run.seed)  \(run.scenario)"
            }
            try StandardStreams.show(lines.isEmpty ? "no runs yet" : lines.joined(separator: "\n"))
        case .json:
            struct Listed: Encodable {
                let id: String
                let scenario: String
                let title: String
                let seed: UInt64
                let status: String
                let replicationsDone: Int
                let replicationsPlanned: Int
                let outputFolder: String?
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let listed = runs.map {
                Listed(
                    id: $0.id, scenario: $0.scenario, title: $0.title, seed: $0.seed, status: $0.statusNow.rawValue,
                    replicationsDone: $0.replicationsDone, replicationsPlanned: $0.replicationsPlanned,
                    outputFolder: $0.outputFolder)
            }
            try StandardStreams.show(String(decoding: try encoder.encode(listed), as: UTF8.self))
        }
    }
}

/// `marketlab report`: a stored run's readout and page once more.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Show a stored run again and write its page anew.",
        discussion: """
            Examples:
              marketlab report 3f2a
              marketlab report last-one-in-stock --pages /tmp/page
            """)

    @Argument(help: "A run's id, the start of one, or a scenario's name for its newest readout.") var name: String
    @OptionGroup var place: StoreOptions
    @Option(help: "Write the pages into this folder.") var pages: String?
    @Option(help: "table or json.") var format: OutputFormat = .table

    func run() throws {
        let store = try place.open()
        var record = try store.run(matching: name)
        // By its scenario's name the newest run with something to show is meant.
        if record.scenario == name, record.id != name, let latest = try store.history(of: name).first {
            record = latest
        }
        guard let data = record.readout else {
            throw Mistake("run \(record.id) of \(record.scenario) has no readout: it is \(record.statusNow)")
        }
        let readout = try ReadoutFile.readout(from: data)
        if let pages { try Report(readout: readout, scenarioText: record.scenarioText).write(to: pages) }
        try RunCommand.show(readout, format: format, record: record.id, folder: pages ?? record.outputFolder)
    }
}
