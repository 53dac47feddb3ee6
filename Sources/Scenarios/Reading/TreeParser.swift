import Yams

/// YAML text in which keys that stand twice in a mapping have been made different by a sign before the first.
///
/// Yams ends at the first such pair; with the pair told apart it goes on, and every problem is found at once.
struct MarkedText {
    private(set) var text: String
    /// Columns at which a sign was put, by line.
    private var signs: [Int: [Int]] = [:]

    /// A character of the Private Use Area, which no key holds.
    static let sign: Character = "\u{E000}"
    private static let limit = 100

    init(_ text: String) { self.text = text }

    /// Lines that got a sign, ascending.
    var places: [Int] { signs.keys.sorted() }

    /// Puts a sign at the start of the key that stands there; false when there is none, or after too many.
    mutating func mark(line: Int, column: Int) -> Bool {
        guard signs.values.reduce(0, { $0 + $1.count }) < Self.limit, var index = lineStart(line) else { return false }
        let scalars = text.unicodeScalars
        guard scalars.formIndex(&index, offsetBy: column - 1, limitedBy: scalars.endIndex), index < scalars.endIndex
        else { return false }
        var offset = 0
        if scalars[index] == "\"" || scalars[index] == "'" {
            index = scalars.index(after: index)
            offset = 1
        }
        text.unicodeScalars.insert(contentsOf: Self.sign.unicodeScalars, at: index)
        signs[line, default: []].append(column + offset)
        return true
    }

    /// The column that a place had before signs were put in.
    func column(line: Int, column: Int) -> Int { column - (signs[line] ?? []).count { $0 < column } }

    /// Whether a line begins with blank space that holds a tab.
    func isIndentedByTab(line: Int) -> Bool {
        guard let start = lineStart(line) else { return false }
        return text.unicodeScalars[start...].prefix { $0 == " " || $0 == "\t" }.contains("\t")
    }

    /// Where a line begins, lines being ended as YAML ends them.
    private func lineStart(_ line: Int) -> String.Index? {
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        var current = 1
        while current < line {
            guard index < scalars.endIndex else { return nil }
            let scalar = scalars[index]
            index = scalars.index(after: index)
            switch scalar {
            case "\r":
                if index < scalars.endIndex, scalars[index] == "\n" { index = scalars.index(after: index) }
                current += 1
            case "\n", "\u{85}", "\u{2028}", "\u{2029}": current += 1
            default: break
            }
        }
        return index
    }
}

/// Turns YAML text into a `Tree`: resolves aliases and merges, and finds keys that are given twice.
struct TreeParser {
    /// Shown in problems.
    let file: String
    /// The command-line argument that holds the text, when no file does.
    let argument: String?
    private(set) var problems: [ScenarioProblem] = []
    private var marked = MarkedText("")
    /// Nodes made so far: aliases of aliases can unfold to more than any memory holds.
    private var nodes = 0
    private static let nodeLimit = 200_000

    init(file: String, argument: String? = nil) {
        self.file = file
        self.argument = argument
    }

    /// The tree of the text, or nil when it is not one YAML document; `problems` says why.
    mutating func parse(_ text: String) -> Tree? {
        marked = MarkedText(text)
        while true {
            do {
                let parser = try Yams.Parser(yaml: marked.text, encoding: .utf8)
                let root = try parser.nextRoot()
                if let second = try parser.nextRoot() {
                    let place = place(second.mark)
                    problems.append(problem(place, "a second document begins here; a scenario is one document"))
                    return nil
                }
                let tree = if let root { converted(root, path: "") } else { Tree(content: .nothing, place: place(nil)) }
                if nodes > Self.nodeLimit {
                    problems = [
                        problem(Place(argument: argument), "its aliases unfold to more than a scenario can hold")
                    ]
                    return nil
                }
                return tree
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let isMarked = marked.mark(line: context.mark.line, column: context.mark.column)
                if isMarked { continue }
                let place = place(context.mark)
                problems.append(
                    problem(place, "is given twice", key: keys.first?.filter { $0 != MarkedText.sign } ?? ""))
                return nil
            } catch {
                problems += marked.places.map { problem(Place(line: $0), "has a key that is given twice") }
                problems.append(syntaxProblem(error))
                return nil
            }
        }
    }

    private func problem(_ place: Place, _ message: String, key: String = "") -> ScenarioProblem {
        ScenarioProblem(file: file, at: place, keyPath: key, message)
    }

    private func place(_ mark: Mark?) -> Place {
        if argument != nil { return Place(argument: argument) }
        guard let mark else { return Place() }
        return Place(line: mark.line, column: marked.column(line: mark.line, column: mark.column))
    }

    private mutating func converted(_ node: Node, path: String) -> Tree {
        nodes += 1
        let place = place(node.mark)
        guard nodes <= Self.nodeLimit else { return Tree(content: .nothing, place: place) }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            if isPlain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) {
                return Tree(content: .nothing, place: place)
            }
            return Tree(content: .scalar(scalar.string), place: place)
        case .sequence(let sequence):
            return Tree(content: .list(sequence.map { converted($0, path: path) }), place: place)
        case .mapping(let mapping):
            return Tree(content: .mapping(branches(mapping, path: path)), place: place)
        case .alias:
            return Tree(content: .nothing, place: place)
        }
    }

    private mutating func branches(_ mapping: Node.Mapping, path: String) -> [Tree.Branch] {
        var own: [Tree.Branch] = []
        var merged: [Tree.Branch] = []
        var placeOfKey: [String: Place] = [:]
        for (keyNode, valueNode) in mapping {
            let place = place(keyNode.mark)
            guard let scalar = keyNode.scalar else {
                problems.append(ScenarioProblem(file: file, at: place, keyPath: path, "a key must be a word"))
                continue
            }
            let key = String(scalar.string.unicodeScalars.drop { Character($0) == MarkedText.sign })
            let keyPath = path.isEmpty ? key : "\(path).\(key)"
            if let first = placeOfKey[key] {
                let before = first.line.map { "; line \($0) has it already" } ?? ""
                problems.append(ScenarioProblem(file: file, at: place, keyPath: keyPath, "is given twice\(before)"))
                continue
            }
            placeOfKey[key] = place
            let isMerge = key == "<<" && scalar.style == .plain
            let value = converted(valueNode, path: isMerge ? path : keyPath)
            if isMerge { merged += mergeable(value, path: path) }
            own.append(Tree.Branch(key: key, place: place, value: value))
        }
        own.removeAll { $0.key == "<<" }
        // What a mapping says itself goes before what it merges; of several merged ones the first that says it wins.
        var taken = Set(own.map(\.key))
        return own + merged.filter { taken.insert($0.key).inserted }
    }

    private mutating func mergeable(_ value: Tree, path: String) -> [Tree.Branch] {
        if let branches = value.branches { return branches }
        if case .list(let parts) = value.content, parts.allSatisfy({ $0.branches != nil }) {
            return parts.flatMap { $0.branches ?? [] }
        }
        problems.append(
            ScenarioProblem(file: file, at: value.place, keyPath: path, "`<<` expects a mapping, found \(value.found)"))
        return []
    }
}

extension TreeParser {
    private func syntaxProblem(_ error: any Error) -> ScenarioProblem {
        switch error {
        case YamlError.scanner(let context, let words, let mark, _),
            YamlError.parser(let context, let words, let mark, _),
            YamlError.composer(let context, let words, let mark, _):
            var message = "is not YAML: \(words)"
            if let context { message += " \(context.text) that begins in line \(context.mark.line)" }
            if marked.isIndentedByTab(line: mark.line) { message += "; indent with blanks, not with tabs" }
            return problem(place(mark), message)
        case YamlError.reader(let words, let offset, _, _):
            let line = offset.map { marked.text.prefix($0).count { $0.isNewline } + 1 }
            return problem(Place(line: argument == nil ? line : nil, argument: argument), "is not YAML: \(words)")
        default:
            return problem(Place(argument: argument), "is not YAML: \(error)")
        }
    }
}

extension StringProtocol {
    /// Without blank space at both ends.
    var trimmed: String {
        let front = drop { $0.isWhitespace }
        return String(front.prefix(front.count - front.reversed().prefix { $0.isWhitespace }.count))
    }
}
