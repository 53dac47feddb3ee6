/// YAML text in which keys that stand twice in a mapping have been made different by a sign before the first.
///
/// Yams ends at the first such pair; with the pair told apart it goes on, and every problem is found at once.
struct MarkedText {
    private(set) var text: String
    /// Columns at which a sign was put, by line.
    private var signs: [Int: [Int]] = [:]

    /// Of the Private Use Area, which no key holds.
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
