import Experiments
import PolicyKit

extension EffectBound {
    /// What a person may write, in a sentence; a bound of 0 needs no unit.
    static let expected = "a bound such as +0.2 pp or -0.5 %"

    /// `+0.2 pp` of percentage points, `-0.5 %` of control; nil where the text has another form.
    init?(text: String) {
        let isPoints = text.hasSuffix("pp")
        let number = isPoints ? String(text.dropLast(2)) + "%" : text
        guard let value = Quantity.value(number, as: .share)?.number, abs(value) <= 1,
            number.hasSuffix("%") || value == 0
        else { return nil }
        self.init(value, isPoints || value == 0 ? .difference : .relative)
    }

    /// Whether the text says which way.
    static func hasSign(_ text: String) -> Bool { text.hasPrefix("+") || text.hasPrefix("-") }

    /// A regular expression (ECMA 262) for the texts that are read.
    static func pattern(isSigned: Bool) -> String {
        #"^[+-]\#(isSigned ? "" : "?")([0-9]+(_[0-9]+)*(\.([0-9]+)?)?|\.[0-9]+)([eE][+-]?[0-9]+)? *(%|pp)? *$"#
    }
}
