/// A value given for a `Parameter`: durations count milliseconds, money counts minor units, shares run from 0 to 1.
public enum ParameterValue: Sendable, Hashable {
    case number(Double)
    case toggle(Bool)
    case word(String)
    case file(NamedFile)

    /// The numeric value; nil for a switch, a word or a file.
    public var number: Double? {
        if case .number(let value) = self { value } else { nil }
    }

    /// The file; nil for anything else.
    public var file: NamedFile? {
        if case .file(let file) = self { file } else { nil }
    }
}

extension ParameterValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    public init(booleanLiteral value: Bool) { self = .toggle(value) }
}
