/// A JSON value that keeps the order of its keys, so that the same table always gives the same text.
indirect enum JSONText: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByBooleanLiteral
{
    case string(String)
    /// Digits as they are written.
    case number(String)
    case bool(Bool)
    case list([JSONText])
    case object([(key: String, value: JSONText)])

    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSONText...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, JSONText)...) { self = .object(elements.map { ($0.0, $0.1) }) }
    /// A finite number, without a fraction when it has none.
    init(_ number: Double) {
        self = .number(number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number))
    }

    /// The object with more at its end; values that are no objects stay as they are.
    func adding(_ more: [(key: String, value: JSONText)]) -> JSONText {
        if case .object(let pairs) = self { .object(pairs + more) } else { self }
    }

    /// The text, two blanks a level; what is short stands in one line.
    func text(indent: String = "") -> String {
        let line = oneLine
        guard indent.count + line.count > 100 else { return line }
        let inner = indent + "  "
        switch self {
        case .list(let items):
            return "[\n" + items.map { inner + $0.text(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let pairs):
            let lines = pairs.map { "\(inner)\(Self.quoted($0.key)): \($0.value.text(indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        default: return line
        }
    }

    private var oneLine: String {
        switch self {
        case .string(let text): Self.quoted(text)
        case .number(let digits): digits
        case .bool(let value): value ? "true" : "false"
        case .list(let items): "[" + items.map(\.oneLine).joined(separator: ", ") + "]"
        case .object(let pairs):
            "{" + pairs.map { "\(Self.quoted($0.key)): \($0.value.oneLine)" }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
