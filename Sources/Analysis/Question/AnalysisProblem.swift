/// A person's mistake in a question or in the data, in one sentence.
public struct AnalysisProblem: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }

    /// About a place in the data.
    /// - Parameters:
    ///   - line: from 1; nil for the file as a whole.
    ///   - column: its name; nil for the row as a whole.
    init(_ file: String, line: Int? = nil, column: String? = nil, _ message: String) {
        description =
            file + (line.map { ":\($0)" } ?? "") + (column.map { ": \($0)" } ?? "") + ": \(message)"
    }
}
