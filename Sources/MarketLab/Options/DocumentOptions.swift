public import ArgumentParser
public import Reports

extension DocumentForm: ExpressibleByArgument {
    /// `table` is what `text` was called before.
    public init?(argument: String) { self.init(rawValue: argument == "table" ? "text" : argument) }
}

/// How an answer is shown, and where it is written. Every command that answers has these options.
protocol DocumentShowing {
    var format: DocumentForm { get }
    /// Folder for the document's files; nil writes none.
    var folder: String? { get }
}

extension DocumentShowing {
    /// Writes the document where that is asked for, and prints it in its form.
    func show(_ document: some Document) throws {
        if let folder { try document.write(to: folder) }
        try StandardStreams.show(document, as: format)
    }
}

/// The options of a command that reads no run store.
struct DocumentOptions: ParsableArguments, DocumentShowing {
    @Option(help: "text, json, markdown or html, on standard output.") var format: DocumentForm = .text
    @Option(
        name: [.customLong("out"), .customLong("pages")],
        help: "Write index.html, readout.md and readout.json into this folder, too.", completion: .directory)
    var folder: String?
}

/// The options of a command that reads a run store, whose folder is `--out`.
struct StoredDocumentOptions: ParsableArguments, DocumentShowing {
    @Option(help: "text, json, markdown or html, on standard output.") var format: DocumentForm = .text
    @Option(
        name: .customLong("pages"), help: "Write index.html, readout.md and readout.json into this folder, too.",
        completion: .directory)
    var folder: String?
}
