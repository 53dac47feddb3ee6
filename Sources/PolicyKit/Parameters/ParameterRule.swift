/// A rule between parameters of a policy, each of which is good by itself.
public struct ParameterRule: Sendable {
    /// The names of the parameters that it speaks of.
    public let parameters: [String]
    /// Says in a clause how values break the rule, or nil.
    public let fault: @Sendable (ParameterValues) -> String?

    public init(_ parameters: [String], fault: @escaping @Sendable (ParameterValues) -> String?) {
        self.parameters = parameters
        self.fault = fault
    }
}
