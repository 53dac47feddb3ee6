import ArgumentParser
import Experiments
import Foundation
import Reports
import RunStore

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
        // Only a run that was finished has written its pages.
        let folder = pages ?? (record.status == .finished ? record.outputFolder : nil)
        try RunCommand.show(readout, format: format, record: record.id, folder: folder)
    }
}
