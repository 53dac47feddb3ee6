/// Describes one number, switch, word or file that a scenario may set: its name, unit, default and range.
///
/// Policies and the market describe all they can be told in this one form, so that the scenario reader, the
/// command line's listings and the JSON Schema never disagree with what the code accepts.
///
/// ```swift
/// Parameter(
///     "match_days", "Days of age that one unit of content match makes up for.", unit: .number, default: 2,
///     range: 0...1_000)
/// ```
public struct Parameter: Sendable, Hashable {
    /// Lower-case words joined by `_`, as written in a scenario file.
    public let name: String
    /// One sentence: what it does in the market.
    public let summary: String
    /// How a person writes the value.
    public let unit: Unit
    /// The value where a scenario gives none. Of a file there is none (`NamedFile.none`): a scenario must name it.
    public let defaultValue: ParameterValue
    /// Inclusive bounds of a numeric value, in the unit's base (milliseconds, minor units, plain numbers).
    public let range: ClosedRange<Double>?
    /// The accepted words of a `.word` parameter; empty for others.
    public let choices: [String]

    /// A parameter whose default lies in its range or among its choices.
    public init(
        _ name: String, _ summary: String, unit: Unit, default defaultValue: ParameterValue,
        range: ClosedRange<Double>? = nil, choices: [String] = []
    ) {
        self.name = name
        self.summary = summary
        self.unit = unit
        self.defaultValue = defaultValue
        self.range = range
        self.choices = choices
    }

    /// Says what is wrong with `value`, or nil when it may be used: the text completes "expected …".
    /// - Parameter currency: that amounts of money are in.
    public func expectation(violatedBy value: ParameterValue, in currency: Currency = .usd) -> String? {
        switch (unit, value) {
        case (.toggle, .toggle), (.file, .file): return nil
        case (.word, .word(let word)):
            return choices.isEmpty || choices.contains(word) ? nil : "one of \(choices.joined(separator: ", "))"
        case (.toggle, _), (.word, _), (.file, _), (_, .toggle), (_, .word), (_, .file): return expected(in: currency)
        default:
            guard let number = value.number, number.isFinite, range?.contains(number) ?? true else {
                return expected(in: currency)
            }
            if unit.isWhole, number != number.rounded() { return expected(in: currency) }
            return nil
        }
    }

    /// What a value must look like, for messages and listings: "a share from 0 % to 100 %".
    public var expected: String { expected(in: .usd) }

    /// What is expected where amounts of money are in another currency.
    public func expected(in currency: Currency) -> String {
        if unit == .word, !choices.isEmpty { return "one of \(choices.joined(separator: ", "))" }
        let article = unit.article(in: currency)
        guard let range else { return article }
        let (low, high) = (unit.text(range.lowerBound, in: currency), unit.text(range.upperBound, in: currency))
        // A bound that is written rounded may lie outside of the range itself, as 0 % below the least share.
        let isOpenBelow = unit.written(range.lowerBound) < range.lowerBound - 1e-9 * abs(range.lowerBound)
        let isOpenAbove = unit.written(range.upperBound) > range.upperBound + 1e-9 * abs(range.upperBound)
        let least = range.lowerBound == -.infinity ? nil : "\(isOpenBelow ? "above" : "at least") \(low)"
        let most = range.upperBound == .infinity ? nil : "\(isOpenAbove ? "below" : "at most") \(high)"
        switch (least, most) {
        case (nil, nil): return article
        case (let bound?, nil), (nil, let bound?): return "\(article), \(bound)"
        case (let least?, let most?):
            return isOpenBelow || isOpenAbove
                ? "\(article), \(least) and \(most)" : "\(article) from \(low) to \(high)"
        }
    }
}
