/// Names a policy and what its parameters are set to; the rest are defaults.
public struct PolicyChoice: Sendable, Hashable {
    public var name: String
    public var parameters: [String: ParameterValue]

    public init(_ name: String, _ parameters: [String: ParameterValue] = [:]) {
        self.name = name
        self.parameters = parameters
    }
}
