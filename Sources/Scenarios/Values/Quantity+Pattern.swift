import PolicyKit

extension Quantity {
    /// A regular expression (ECMA 262, as JSON Schema wants it) for the texts that `value(_:as:)` reads; nil for words,
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
        case .perDay: return "^\(number) *(/ *day *)?$"
        case .perWeek: return "^\(number) *(/ *week *)?$"
        case .toggle: return "^(true|false)$"
        case .word: return nil
        }
    }
}
