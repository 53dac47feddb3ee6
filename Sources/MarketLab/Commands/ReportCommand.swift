import ArgumentParser
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
    @OptionGroup var output: StoredDocumentOptions

    func run() throws {
        let (record, readout) = try StoredReadout.matching(name, in: place.open())
        try output.show(RunDocument(readout, scenarioText: record.scenarioText))
        // Only a run that was finished has written its pages.
        let folder = output.folder ?? (record.status == .finished ? record.outputFolder : nil)
        if output.format == .text { try WatchedRun.showPlace(of: record.id, folder: folder) }
    }
}
