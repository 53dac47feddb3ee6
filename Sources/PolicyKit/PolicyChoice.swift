/// Names a policy and what its parameters are set to; the rest are defaults.
public struct PolicyChoice: Sendable, Hashable {
    /// The policy's name.
    public var name: String
    /// Values of its parameters by name; those that are left out have their defaults.
    public var parameters: [String: ParameterValue]

    /// A choice with the parameters given, all others at their defaults.
    public init(_ name: String, _ parameters: [String: ParameterValue] = [:]) {
        self.name = name
        self.parameters = parameters
    }
}
