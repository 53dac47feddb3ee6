public import Foundation

/// What a server answers with where it has no page.
public struct MissingPageDocument: Document {
    private let code: Int
    private let phrase: String

    /// - Parameters:
    ///   - code: of HTTP.
    ///   - phrase: its words: `Not Found`.
    public init(code: Int, phrase: String) {
        self.code = code
        self.phrase = phrase
    }

    public func json() throws(ReportProblem) -> Data { try JSONFile.bytes(of: ["status": code]) }

    public var page: Page {
        Page(
            kind: "\(code)", title: phrase, banners: [],
            summary: [
                Prose("There is nothing to show at this address. The pages of the site are linked from its first one.")
            ],
            sections: [], index: "/")
    }
}
