/// The values that one policy was created with, every parameter present and within its range.
public struct ParameterValues: Sendable, Hashable {
    private let values: [String: ParameterValue]

    /// Takes the defaults of `parameters` and lays `given` over them.
    /// - Precondition: every name in `given` is a parameter's and its value meets the expectation; a scenario
    ///   reader has said so to the person before it comes here.
    public init(_ parameters: [Parameter], given: [String: ParameterValue] = [:]) {
        var values: [String: ParameterValue] = [:]
        for parameter in parameters {
            let value = given[parameter.name] ?? parameter.defaultValue
            precondition(parameter.expectation(violatedBy: value) == nil, "\(parameter.name): \(parameter.expected)")
            values[parameter.name] = value
        }
        precondition(given.keys.allSatisfy { values[$0] != nil }, "a value was given for an unknown parameter")
        self.values = values
    }

    /// The number of that name. - Precondition: such a numeric parameter was declared.
    public func number(_ name: String) -> Double {
        guard let value = values[name]?.number else { preconditionFailure("no numeric parameter \(name)") }
        return value
    }

    /// The whole number of that name. - Precondition: as for `number`.
    public func count(_ name: String) -> Int { Int(number(name)) }

    /// The switch of that name. - Precondition: such a switch was declared.
    public func toggle(_ name: String) -> Bool {
        guard case .toggle(let value)? = values[name] else { preconditionFailure("no switch \(name)") }
        return value
    }

    /// The word of that name. - Precondition: such a word was declared.
    public func word(_ name: String) -> String {
        guard case .word(let value)? = values[name] else { preconditionFailure("no word \(name)") }
        return value
    }

    /// The absolute path of the file of that name; empty where an instance is made only to be looked at.
    /// - Precondition: such a file was declared.
    public func path(_ name: String) -> String {
        guard let file = values[name]?.file else { preconditionFailure("no file \(name)") }
        return file.path
    }

    /// All values by name, for listings and for the record of a run.
    public var all: [String: ParameterValue] { values }
}
