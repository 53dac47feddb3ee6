import Experiments
import PolicyKit
import Tables

/// Reads the statements of `expect`.
///
///     statement = side ("<" | "<=" | ">" | ">=" | "==" | "!=") side
///     side      = product {("+" | "-") product}
///     product   = factor {"*" factor}
///     factor    = ["-"] (literal | quantity | "abs" "(" side ")" | statistic "(" "last" count ")")
///
/// A literal is a number, a share (`5 %`, `2 pp`) or money. The first side has one quantity with sampling error at most, the second has none.
/// A quantity that is a word is compared with a word, by `==` and `!=`.
struct ExpectationParser {
    let names: ExpectationNames
    let currency: Currency

    static let example = "truth.gmv.relative > 0"
    /// Longer than any statement that a person can read.
    private static let longest = 300

    func expectation(_ text: String) throws(ExpectationFault) -> Expectation {
        let text = text.trimmed
        guard text.utf8.count <= Self.longest else {
            throw ExpectationFault("expected a statement of at most \(Self.longest) bytes")
        }
        let (left, sign, right) = try parts(text)
        if let name = names.name(left), name.quantity.isWord {
            return Expectation(text, try word(name, sign, right))
        }
        guard let comparator = Expectation.Comparator(rawValue: sign) else {
            throw ExpectationFault("\"\(sign)\" compares nothing", suggestion: "==")
        }
        let first = try side(left)
        guard let unit = first.names.first?.unit else {
            throw ExpectationFault("expected a quantity of the readout before \(sign)", note: names.listed)
        }
        let second = try side(right, in: unit, after: sign)
        return Expectation(text, .comparison(first, comparator, second))
    }

    // MARK: - The whole

    /// What stands before and after the comparison.
    private func parts(_ text: String) throws(ExpectationFault) -> (left: String, sign: String, right: String) {
        func isSign(_ character: Character) -> Bool { "<>=!".contains(character) }
        guard let start = text.firstIndex(where: isSign) else {
            throw ExpectationFault("expected a comparison (<, <=, >, >=, == or !=), as in \(Self.example)")
        }
        let sign = text[start...].prefix(while: isSign)
        let right = text[sign.endIndex...]
        guard !right.contains(where: isSign) else {
            throw ExpectationFault("has more than one comparison; expected a statement for each")
        }
        return (String(text[..<start]).trimmed, String(sign), String(right).trimmed)
    }

    private func word(
        _ name: ExpectationName, _ sign: String, _ word: String
    ) throws(ExpectationFault) -> Expectation.Claim {
        guard sign == "==" || sign == "!=" else {
            throw ExpectationFault("\(name) is a word, which is compared by == or !=")
        }
        let known = name.quantity.words
        guard known?.contains(word) ?? (!word.isEmpty && word.allSatisfy(\.isHexDigit)) else {
            let expected = known.map { "one of \($0.joined(separator: ", "))" } ?? "hexadecimal digits"
            throw ExpectationFault(
                "expected \(expected) after \(sign), found \"\(ForeignText.quoted(word))\"",
                suggestion: known.flatMap { NearestWord.to(word, among: $0) })
        }
        return .word(name, isEqual: sign == "==", word)
    }

    /// The side that is looked up in the readout.
    private func side(_ text: String) throws(ExpectationFault) -> ExpectationExpression {
        let tokens = try ExpectationToken.all(in: text)
        let first = tokens.lazy.compactMap { token in
            if case .name(let name) = token { names.name(name) } else { nil }
        }.first
        var reader = ExpectationSideReader(tokens, names: names, unit: first?.unit, currency: currency)
        let side = try reader.side()
        guard !reader.looksBack else {
            throw ExpectationFault(
                "what was in the past stands after the comparison, as in counts.events < 1.1 * median(last 7)")
        }
        let estimates = side.names.filter(\.quantity.isEstimate)
        guard estimates.count < 2 else {
            throw ExpectationFault(
                "\(estimates[0]) and \(estimates[1]) have sampling errors, and how they vary together is not known; expected one of them"
            )
        }
        return side
    }

    /// The side that it is compared with.
    private func side(
        _ text: String, in unit: ExpectationUnit, after sign: String
    ) throws(ExpectationFault) -> ExpectationExpression {
        guard !text.isEmpty else { throw ExpectationFault("expected a number after \(sign)") }
        var reader = ExpectationSideReader(
            try ExpectationToken.all(in: text), names: names, unit: unit, currency: currency)
        let side = try reader.side()
        if let name = side.names.first(where: \.quantity.isEstimate) {
            throw ExpectationFault("\(name) has a sampling error and stands before the comparison")
        }
        return side
    }
}

extension ExpectationNames {
    /// What there is to be named.
    fileprivate var listed: String { "Quantities: \(quantities.map(\.pattern).joined(separator: ", "))" }

    /// Why a name is none.
    func fault(_ text: String) -> ExpectationFault {
        let quoted = ForeignText.quoted(text)
        for quantity in quantities {
            guard let placeholder = quantity.placeholder, let subject = quantity.subject(in: text) else { continue }
            let (kind, known) = placeholder == "METRIC" ? ("metric", metrics) : ("market figure", figures)
            return ExpectationFault(
                "\(ForeignText.quoted(subject)) is no \(kind) of this scenario",
                suggestion: NearestWord.to(subject, among: known.map(\.name)),
                note: "Known: \(known.map(\.name).joined(separator: ", "))", isOfMetric: kind == "metric")
        }
        if let key = key(wantedBy: text) {
            return ExpectationFault("\(quoted) needs \(key), which this scenario does not set", note: listed)
        }
        if let quantity = ExpectationQuantity.all.first(where: {
            $0.isOfFeed && ($0.pattern == text || $0.subject(in: text) != nil)
        }) {
            return ExpectationFault(
                "\(quantity.pattern) is of the feed market, and this scenario has another", note: listed)
        }
        return ExpectationFault(
            "unknown quantity \"\(quoted)\"", suggestion: NearestWord.to(text, among: all), note: listed)
    }
}
