/// Binds a `Parameter` to the stored property of a settings type that it sets.
public struct ParameterField<Root>: Sendable {
    /// What a scenario may say of the field.
    public let parameter: Parameter
    /// Gives the field's value.
    public let read: @Sendable (Root) -> ParameterValue
    /// Sets the field to a value of the parameter's kind.
    public let write: @Sendable (inout Root, ParameterValue) -> Void

    init(
        _ parameter: Parameter, read: @escaping @Sendable (Root) -> ParameterValue,
        write: @escaping @Sendable (inout Root, ParameterValue) -> Void
    ) {
        self.parameter = parameter
        self.read = read
        self.write = write
    }

    /// The field seen from a type that contains `Root`; its name stands behind `prefix` and a dot.
    public func lifted<Whole>(
        _ prefix: String, _ path: any WritableKeyPath<Whole, Root> & Sendable
    ) -> ParameterField<Whole> {
        lifted(path, name: "\(prefix).\(parameter.name)")
    }

    /// The field, under its name, seen from a type that contains `Root`.
    public func lifted<Whole>(_ path: any WritableKeyPath<Whole, Root> & Sendable) -> ParameterField<Whole> {
        lifted(path, name: parameter.name)
    }

    private func lifted<Whole>(
        _ path: any WritableKeyPath<Whole, Root> & Sendable, name: String
    ) -> ParameterField<Whole> {
        ParameterField<Whole>(
            Parameter(
                name, parameter.summary, unit: parameter.unit, default: parameter.defaultValue, range: parameter.range,
                choices: parameter.choices),
            read: { read($0[keyPath: path]) },
            write: { write(&$0[keyPath: path], $1) })
    }
}

/// A group of settings that tells, field by field, what a scenario may set in it.
public protocol ParameterSection: Sendable, Equatable {
    /// The defaults.
    init()
    /// All fields of the section, in the order in which people read them.
    static var fields: [ParameterField<Self>] { get }
}

extension ParameterSection {
    /// A field over a floating-point property; the default is what `init()` gives it.
    public static func field(
        _ name: String, _ path: any WritableKeyPath<Self, Double> & Sendable, _ unit: Unit,
        _ range: ClosedRange<Double>,
        _ summary: String
    ) -> ParameterField<Self> {
        ParameterField(
            Parameter(name, summary, unit: unit, default: .number(Self()[keyPath: path]), range: range),
            read: { .number($0[keyPath: path]) },
            write: { $0[keyPath: path] = $1.number ?? $0[keyPath: path] })
    }

    /// A field over a whole-numbered property (counts, milliseconds, minor units).
    public static func field(
        _ name: String, _ path: any WritableKeyPath<Self, Int64> & Sendable, _ unit: Unit, _ range: ClosedRange<Double>,
        _ summary: String
    ) -> ParameterField<Self> {
        ParameterField(
            Parameter(name, summary, unit: unit, default: .number(Double(Self()[keyPath: path])), range: range),
            read: { .number(Double($0[keyPath: path])) },
            write: { $0[keyPath: path] = $1.number.map { Int64($0) } ?? $0[keyPath: path] })
    }

    /// A field over a switch.
    public static func field(
        _ name: String, _ path: any WritableKeyPath<Self, Bool> & Sendable, _ summary: String
    ) -> ParameterField<Self> {
        ParameterField(
            Parameter(name, summary, unit: .toggle, default: .toggle(Self()[keyPath: path])),
            read: { .toggle($0[keyPath: path]) },
            write: { section, value in if case .toggle(let isOn) = value { section[keyPath: path] = isOn } })
    }

    /// A field over a text property, free or with fixed choices.
    public static func field(
        _ name: String, _ path: any WritableKeyPath<Self, String> & Sendable, choices: [String] = [], _ summary: String
    ) -> ParameterField<Self> {
        ParameterField(
            Parameter(name, summary, unit: .word, default: .word(Self()[keyPath: path]), choices: choices),
            read: { .word($0[keyPath: path]) },
            write: { section, value in if case .word(let word) = value { section[keyPath: path] = word } })
    }
}
