public import PolicyKit

/// Reads and writes values the way people write them in a scenario: `15m`, `30 %`, `25.00 USD`, `2_000`, `400 / day`.
///
/// Says only whether a text has the form of its unit; whether the value is in range is the parameter's to say, and what a file
/// holds `FormatChecker`'s.
public enum Quantity {
    /// The value that `text` stands for, or nil when it does not have the unit's form or is not finite.
    ///
    /// A number of another unit never passes: `7` is no duration (`0` is, being the same in every unit).
    /// - Parameter currency: that amounts of money are in; one in another does not pass.
    public static func value(_ text: String, as unit: Unit, in currency: Currency = .usd) -> ParameterValue? {
        switch unit {
        case .toggle: return ["true": .toggle(true), "false": .toggle(false)][text]
        case .word: return text.isEmpty ? nil : .word(text)
        case .file: return text.isEmpty ? nil : .file(NamedFile(name: text, path: text, sha256: ""))
        default:
            guard let amount = Amount(text), let number = number(amount, unit, currency), number.isFinite else {
                return nil
            }
            return .number(number)
        }
    }

    /// The value as a person would write it.
    public static func text(_ value: ParameterValue, as unit: Unit, in currency: Currency = .usd) -> String {
        switch value {
        case .number(let number): unit.text(number, in: currency)
        case .toggle(let isOn): isOn ? "true" : "false"
        case .word(let word): word
        case .file(let file): file.name
        }
    }

    /// Milliseconds of each mark that may follow the number of a duration, longest first.
    static let durationMarks: [(mark: String, milliseconds: Double)] = [
        ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    private static func number(_ amount: Amount, _ unit: Unit, _ currency: Currency) -> Double? {
        switch (unit, amount.mark) {
        case (.number, ""), (.count, ""), (.share, ""), (.perDay, ""), (.perWeek, ""): return amount.scaled(by: 0)
        case (.share, "%"): return amount.scaled(by: -2)
        case (.perDay, "/day"), (.perWeek, "/week"): return amount.scaled(by: 0)
        case (.money, currency.code): return amount.scaled(by: currency.minorDigits).flatMap { whole($0) }
        case (.bytes, let mark):
            return Unit.byteMarks.first { $0.mark == mark }
                .flatMap { size in amount.scaled(by: 0).flatMap { whole($0 * size.size) } }
        case (.duration, ""): return amount.scaled(by: 0) == 0 ? 0 : nil
        case (.duration, let mark):
            guard let length = durationMarks.first(where: { $0.mark == mark })?.milliseconds,
                let number = amount.scaled(by: 0)
            else { return nil }
            return whole(number * length)
        default: return nil
        }
    }

    /// Takes away what binary fractions add to a decimal one (1.1 h is whole in milliseconds); nil when not whole.
    private static func whole(_ value: Double) -> Double? {
        abs(value - value.rounded()) <= 1e-9 * max(1, abs(value)) ? value.rounded() : nil
    }
}

/// A decimal number and what follows it.
private struct Amount {
    /// Without `_`.
    private var digits = ""
    private var hasExponent = false
    /// What follows the number, without blanks.
    private(set) var mark = ""

    /// Nil when `text` does not begin with a decimal number.
    init?(_ text: String) {
        var rest = Substring(text)
        func take(_ accept: (Character) -> Bool) -> String {
            let taken = rest.prefix(while: accept)
            rest = rest.dropFirst(taken.count)
            return String(taken)
        }
        let isDigit: (Character) -> Bool = { $0.isASCII && $0.isNumber }
        let sign = take { $0 == "-" || $0 == "+" }
        let whole = take { isDigit($0) || $0 == "_" }
        var fraction = ""
        if rest.first == "." {
            rest.removeFirst()
            fraction = take { isDigit($0) || $0 == "_" }
        }
        guard sign.count <= 1, !(whole + fraction).isEmpty,
            ![whole, fraction].contains(where: { $0.hasPrefix("_") || $0.hasSuffix("_") || $0.contains("__") })
        else { return nil }
        digits = (sign + (whole.isEmpty ? "0" : whole) + "." + (fraction.isEmpty ? "0" : fraction)).filter { $0 != "_" }
        if let letter = rest.first, letter == "e" || letter == "E" {
            rest.removeFirst()
            let exponentSign = take { $0 == "-" || $0 == "+" }
            let exponent = take(isDigit)
            guard exponentSign.count <= 1, !exponent.isEmpty else { return nil }
            digits += "e" + exponentSign + exponent
            hasExponent = true
        }
        mark = rest.filter { $0 != " " }
    }

    /// The number times a power of ten, rounded once: 15.06 % is the very number that .1506 is.
    func scaled(by power: Int) -> Double? {
        if power == 0 { return Double(digits) }
        if !hasExponent { return Double("\(digits)e\(power)") }
        return Double(digits).map { power < 0 ? $0 / Self.tens[-power] : $0 * Self.tens[power] }
    }

    private static let tens = [1.0, 10, 100, 1_000, 10_000]
}

extension Quantity {
    /// A regular expression (ECMA 262, as JSON Schema wants it) for the texts that `value(_:as:)` reads; nil for words and paths,
    /// which any text is.
    static func pattern(_ unit: Unit) -> String? {
        let digits = "[0-9]+(_[0-9]+)*"
        let number = #"[+-]?(\#(digits)(\.(\#(digits))?)?|\.\#(digits))([eE][+-]?[0-9]+)?"#
        switch unit {
        case .number, .count: return "^\(number) *$"
        case .share: return "^\(number) *%? *$"
        case .duration:
            return "^(\(number) *(\(durationMarks.map(\.mark).joined(separator: "|"))) *|[+-]?0+(\\.0*)?)$"
        case .money: return "^\(number) *[A-Z]{3} *$"
        case .bytes: return "^\(number) *(\(Unit.byteMarks.map(\.mark).joined(separator: "|"))) *$"
        case .perDay: return "^\(number) *(/ *day *)?$"
        case .perWeek: return "^\(number) *(/ *week *)?$"
        case .toggle: return "^(true|false)$"
        case .word, .file: return nil
        }
    }
}
