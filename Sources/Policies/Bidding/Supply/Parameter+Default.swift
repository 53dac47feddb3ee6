import PolicyKit

extension Parameter {
    /// The parameter with another default.
    func with(default value: ParameterValue) -> Parameter {
        Parameter(name, summary, unit: unit, default: value, range: range, choices: choices)
    }
}
