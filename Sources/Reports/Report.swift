public import Experiments

/// The pages of a finished run: `index.html`, `readout.md` and `readout.json`.
public struct Report: Sendable {
    private let readout: Readout
    private let scenarioText: String

    /// - Parameter scenarioText: the scenario file, shown folded on the page.
    public init(readout: Readout, scenarioText: String) {
        self.readout = readout
        self.scenarioText = scenarioText
    }

    /// One page that needs nothing else: no script, no font, no picture from anywhere.
    public func html() throws(ReportProblem) -> String {
        try PageTemplates().render("run", RunPage(readout, scenarioText: scenarioText))
    }

    /// Writes the three files into the folder, which is made when it is not there.
    ///
    /// Files of an earlier report are replaced, or all stay as they were. `readout.json` comes last: where it is new,
    /// the others are.
    public func write(to folder: String) throws(ReportProblem) {
        let files: [WholeFiles.Content] = [
            ("index.html", try html()),
            ("readout.md", MarkdownReadout(readout).text),
            ("readout.json", String(decoding: try ReadoutFile.bytes(of: readout), as: UTF8.self)),
        ]
        try WholeFiles.write(files, to: folder)
    }
}
