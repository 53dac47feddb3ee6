import ArgumentParser
import Calibration
import Foundation
import Reports

/// `marketlab calibrate`: a log in MerRec's names in, a fitted scenario and a page of data and fit out.
struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate", abstract: "Fit a scenario to an event log in MerRec's columns.",
        discussion: """
            Needed columns: user_id, session_id, stime, event_id, item_id, price and
            c0_id, in any order; others may be there. Writes scenario.yaml, whose
            comments give standard errors and say what the log cannot tell, and
            index.html, which shows data and fit side by side. Rows that stand twice
            and rows with a fault are skipped and counted.

            Examples:
              marketlab calibrate events.csv
              marketlab calibrate events.csv --out /tmp/fitted
            """)

    @Argument(help: "The log, a CSV file.", completion: .file(extensions: ["csv"])) var log: String
    @Option(
        name: [.customLong("out"), .customLong("pages")],
        help: "Folder for scenario.yaml, index.html, readout.md and readout.json. (default: reports/NAME)",
        completion: .directory)
    var out: String?
    @Option(help: "text, json, markdown or html, on standard output.") var format: DocumentForm = .text

    func run() throws {
        let calibration = try ProgressLine.showing("fitting a market to the log") {
            try Calibration(log: log, policies: ProgramPolicies.known)
        }
        let scenario = CalibratedScenario(calibration)
        let folder = out ?? "reports/\(scenario.name)"
        let document = CalibrationDocument(calibration)
        try document.write(to: folder)
        for sentence in calibration.skipped.sentences { StandardStreams.say("note: \(sentence)") }
        try StandardStreams.show(document, as: format)
        if format == .text { try StandardStreams.show("\n\(folder)/scenario.yaml   \(folder)/index.html") }
    }
}
