import Experiments
import Tables

/// One thing that is wrong with a scenario: where it stands, what was expected, what was perhaps meant.
public struct ScenarioProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The scenario file, or the CSV file that it names, as a path that a person can open.
    public let file: String
    /// Counted from 1; nil when the problem is no line's or stands on the command line.
    public let line: Int?
    /// Counted from 1, in Unicode scalars; nil as for `line`.
    public let column: Int?
    /// The command-line argument in which the problem stands, such as `--set seed=x`; nil for one in a file.
    public let argument: String?
    /// `market.users.count`, or the column of a CSV file; empty when the problem is that of a whole file or line.
    public let keyPath: String
    /// What is wrong, without a final stop: `expected a whole number, found "many"`.
    public let message: String
    /// What was perhaps meant.
    public let suggestion: String?
    /// A sentence that helps on, such as the list of known keys.
    public let note: String?

    init(
        file: String, at place: Place = Place(), keyPath: String = "", _ message: String, suggestion: String? = nil,
        note: String? = nil
    ) {
        self.file = file
        line = place.line
        column = place.column
        argument = place.argument
        self.keyPath = keyPath
        self.message = message
        self.suggestion = suggestion
        self.note = note
    }

    /// `scenarios/x.yaml:12: market.users.cuont: unknown key; did you mean "count"? Known keys: count, …`.
    ///
    /// What a person has written stands in it escaped and cut to a length that can be read.
    public var description: String {
        let name = ForeignText.quoted(file, limit: 1_000)
        var text = argument.map { ForeignText.quoted($0, limit: 120) } ?? line.map { "\(name):\($0)" } ?? name
        // `--set a.b=1` has named the path already.
        if !keyPath.isEmpty, argument?.hasPrefix("--set \(keyPath)=") != true {
            text += ": \(ForeignText.quoted(keyPath, limit: 120))"
        }
        text += ": \(message)"
        if let suggestion { text += "; did you mean \"\(ForeignText.quoted(suggestion))\"?" }
        if let note { text += suggestion == nil ? "; \(note.prefix(1).lowercased())\(note.dropFirst())" : " \(note)" }
        return text
    }
}

/// Everything that is wrong with a scenario, in the order of its file; at least one problem.
public struct ScenarioProblems: Error, Sendable, Hashable, CustomStringConvertible {
    /// The problems, in the order of the file's lines.
    public let problems: [ScenarioProblem]

    /// Puts the scenario's own problems in the order of its lines, before those of the tables it names and those of
    /// the command line.
    init(_ problems: [ScenarioProblem], scenario: String) {
        func rank(_ problem: ScenarioProblem) -> Int {
            problem.argument != nil ? 2 : problem.file != scenario ? 1 : 0
        }
        self.problems = problems.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            let first = (rank(a), rank(a) == 0 ? a.line ?? 0 : 0, rank(a) == 0 ? a.column ?? 0 : 0, left.offset)
            let second = (rank(b), rank(b) == 0 ? b.line ?? 0 : 0, rank(b) == 0 ? b.column ?? 0 : 0, right.offset)
            return first < second
        }.map(\.element)
    }

    /// So many problems are said; who has more has made one mistake many times.
    static let shownLimit = 20

    /// The first twenty problems, a sentence each, and how many more there are.
    public var sentences: [String] {
        let shown = problems.prefix(Self.shownLimit).map(\.description)
        let more = problems.count - shown.count
        return more == 0 ? shown : shown + ["and \(more) more \(Plural.word(more, "problem"))"]
    }

    /// One sentence a line.
    public var description: String { sentences.joined(separator: "\n") }
}
