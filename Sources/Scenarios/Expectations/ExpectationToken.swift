import Tables

/// A part of a statement.
enum ExpectationToken: Equatable {
    /// A number as it was written, and the unit behind it.
    case literal(digits: String, mark: String)
    case name(String)
    /// One of `+ - * ( )`.
    case symbol(Character)

    /// The parts of a text, in their order.
    static func all(in text: String) throws(ExpectationFault) -> [ExpectationToken] {
        var tokens: [ExpectationToken] = []
        var rest = Substring(text)
        func take(_ accept: (Character) -> Bool) -> String {
            let taken = rest.prefix(while: accept)
            rest = rest.dropFirst(taken.count)
            return String(taken)
        }
        while let next = rest.first {
            if next == " " {
                rest.removeFirst()
            } else if "+-*()".contains(next) {
                tokens.append(.symbol(next))
                rest.removeFirst()
            } else if isDigit(next) || next == "." {
                var digits = take { isDigit($0) || $0 == "." || $0 == "_" }
                if let exponent = rest.prefixMatch(of: /[eE][+-]?[0-9]+/)?.output {
                    digits += exponent
                    rest = rest.dropFirst(exponent.count)
                }
                let mark = rest.prefixMatch(of: /\ *(%|pp\b|[A-Z]{3}\b)/)?.output
                rest = rest.dropFirst(mark?.0.count ?? 0)
                tokens.append(.literal(digits: digits, mark: String(mark?.1 ?? "")))
            } else if isLetter(next) {
                tokens.append(.name(take { isLetter($0) || isDigit($0) || $0 == "." }))
            } else {
                throw ExpectationFault("\"\(ForeignText.quoted(String(next)))\" belongs to no statement")
            }
        }
        return tokens
    }

    /// As a person wrote it.
    var text: String {
        switch self {
        case .literal(let digits, let mark): digits + (mark.isEmpty || mark == "%" ? mark : " " + mark)
        case .name(let name): name
        case .symbol(let symbol): String(symbol)
        }
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
    private static func isLetter(_ character: Character) -> Bool {
        character.isASCII && character.isLetter || character == "_"
    }
}

/// What is wrong with a statement, without a final stop.
struct ExpectationFault: Error {
    let message: String
    var suggestion: String?
    var note: String?
    /// Whether it names a metric that the scenario does not have.
    let isOfMetric: Bool

    init(_ message: String, suggestion: String? = nil, note: String? = nil, isOfMetric: Bool = false) {
        self.message = message
        self.suggestion = suggestion
        self.note = note
        self.isOfMetric = isOfMetric
    }
}
