import PolicyKit

/// A key that a scenario may hold: its name, what may stand behind it and what that means.
///
/// The reader, the JSON Schema and the reference tables all go by these keys, and there is no other list of them.
struct FormatKey: Sendable {
    let name: String
    /// One sentence.
    let summary: String
    let shape: FormatShape
    /// What holds when the key is absent, as a person would write it; nil when nothing can be said.
    var defaultText: String?

    init(_ name: String, _ summary: String, _ shape: FormatShape, default defaultText: String? = nil) {
        self.name = name
        self.summary = summary
        self.shape = shape
        self.defaultText = defaultText
    }

    /// The key of a parameter; `name` when it stands under other than the parameter's own.
    init(_ parameter: Parameter, name: String? = nil) {
        self.init(
            name ?? parameter.name, parameter.summary, .parameter(parameter),
            default: Quantity.text(parameter.defaultValue, as: parameter.unit))
    }

    /// Whether a scenario may hold it here at all.
    var isRefused: Bool {
        if case .refused = shape { true } else { false }
    }
}

/// What may stand behind a key.
indirect enum FormatShape: Sendable {
    /// A value with unit and range.
    case parameter(Parameter)
    /// A name: lower-case words joined by `-`.
    case name
    /// Free text.
    case text
    /// A whole number of 64 bits.
    case seed
    /// A currency's code of ISO 4217.
    case currency
    /// The path of a CSV file.
    case file
    /// A list of distinct words among those known, at least one.
    case words([String])
    /// A list of rising numbers, at least one.
    case rising
    /// A bound of an effect: `+0.2 pp`, `-0.5 %`, `0`.
    case bound
    /// A mapping of names among those known to signed bounds of effects.
    case bounds([String])
    /// A list of distinct statements about the readout, at least one.
    case statements
    /// A policy's name, or a mapping of its name and parameters.
    case policy(any Slot, [PolicyRegistry.Entry])
    /// A mapping with these keys.
    case group([FormatKey])
    /// Two arms or more under names of their own, each a mapping with these keys.
    case arms([FormatKey])
    /// Any number of names of one's own, at least one, each a mapping with these keys.
    case types([FormatKey])
    /// Nothing: the key is known elsewhere, and an arm may not hold it, because it is the whole market's.
    case refused
}
