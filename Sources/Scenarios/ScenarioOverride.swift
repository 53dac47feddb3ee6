/// One `--set path.to.key=VALUE` of the command line: replaces what a scenario file says at a path.
public struct ScenarioOverride: Sendable, CustomStringConvertible {
    /// The keys from the top of the file down.
    public let path: [String]
    /// What stands behind the `=`, as written.
    public let value: String
    let tree: Tree

    /// Deeper than any key stands; the tree is walked along a path by recursion.
    private static let mostKeys = 32

    /// Reads `market.choice.utility_lift=40 %`; the value is written as in a scenario file, in one line.
    ///
    /// Whether the path exists and the value fits is found out when a scenario is read with it.
    public init(parsing text: String) throws(ScenarioProblems) {
        let argument = "--set \(text)"
        func refusal(_ message: String) -> ScenarioProblems {
            let place = Place(argument: argument)
            return ScenarioProblems([ScenarioProblem(file: "", at: place, message)], scenario: "")
        }
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(\.trimmed)
        guard parts.count == 2, !path.contains("") else {
            throw refusal("expected KEY.PATH=VALUE, such as market.choice.utility_lift=40 %")
        }
        guard path.count <= Self.mostKeys else {
            throw refusal("has a path of \(path.count) keys; no key of a scenario is so deep")
        }
        var parser = TreeParser(file: "", argument: argument)
        guard let tree = parser.parse(String(parts[1])), parser.problems.isEmpty else {
            throw ScenarioProblems(parser.problems, scenario: "")
        }
        self.path = path
        value = String(parts[1])
        self.tree = tree
    }

    /// An option of its own that stands for a key at the top of the file: `--seed 7`.
    init(option: String, value: String) {
        path = [option]
        self.value = value
        tree = Tree(content: .scalar(value), place: Place(argument: "--\(option) \(value)"))
    }

    public var description: String { "\(path.joined(separator: "."))=\(value)" }
}
