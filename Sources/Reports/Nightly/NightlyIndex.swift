/// The pages of a night: `index.html` over all runs and `summary.json` for machines.
public struct NightlyIndex: Sendable {
    private let entries: [NightlyEntry]
    private let title: String

    /// - Parameter title: of the page; a date, a branch.
    public init(entries: [NightlyEntry], title: String = "Nightly runs") {
        self.entries = entries
        self.title = title
    }

    /// The page, with a line for each run.
    public func html() throws(ReportProblem) -> String {
        try PageTemplates().render("nightly", NightlyPage(entries, title: title))
    }

    /// Writes both files into the folder, which is made when it is not there; whole or not at all.
    public func write(to folder: String) throws(ReportProblem) {
        let files: [WholeFiles.Content] = [
            ("index.html", try html()),
            ("summary.json", String(decoding: try JSONFile.bytes(of: NightlySummary(entries)), as: UTF8.self)),
        ]
        try WholeFiles.write(files, to: folder)
    }
}
