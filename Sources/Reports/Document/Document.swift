public import Foundation

/// What a command answers with: one value that is text for a terminal, Markdown, a page of HTML, or JSON for machines.
///
/// A document says its words once, as a page of sections, and its figures once, as a value that JSON holds; all forms are made of
/// these two.
public protocol Document: Sendable {
    /// What people read.
    var page: Page { get }
    /// What machines read. The same answer gives the same bytes.
    /// - Throws: `ReportProblem` for a number that JSON has no word for, which is a mistake of MarketLab's own.
    func json() throws(ReportProblem) -> Data
}

/// The forms that a document has.
public enum DocumentForm: String, Sendable, CaseIterable {
    case text, json, markdown, html
}

extension Document {
    /// Lines for a terminal; each ends in a line feed.
    public func text(_ terminal: Terminal = Terminal()) -> String { page.text(terminal) }

    /// For a pull request or a wiki; it ends in a line feed.
    public func markdown() -> String { page.markdown }

    /// One page that needs nothing else: no script, no font, no picture from anywhere. Its figures can be taken from it as JSON
    /// and its tables as CSV.
    public func html() throws(ReportProblem) -> String { page.html(json: try json()) }

    /// The document in one of its forms.
    public func rendered(as form: DocumentForm, for terminal: Terminal = Terminal()) throws(ReportProblem) -> String {
        switch form {
        case .text: text(terminal)
        case .json: String(decoding: try json(), as: UTF8.self)
        case .markdown: markdown()
        case .html: try html()
        }
    }

    /// Writes `index.html`, `readout.md` and `readout.json` into the folder, which is made when it is not there.
    ///
    /// Files of an earlier document are replaced, or all stay as they were. `readout.json` comes last: where it is new, the
    /// others are.
    public func write(to folder: String) throws(ReportProblem) {
        try WholeFiles.write(
            [
                ("index.html", try html()), ("readout.md", markdown()),
                ("readout.json", String(decoding: try json(), as: UTF8.self)),
            ], to: folder)
    }
}
