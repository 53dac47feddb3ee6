public import PolicyKit

/// Sets what the platform's servers can do for all users together.
public struct ServingSettings: ParameterSection, BitwiseCopyable {
    /// Requests per second.
    public var capacity = 1_000_000.0

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "capacity", \.capacity, .number, 0.001...1e9,
            "Requests that are answered in a second; those beyond wait in line, and their pages come later. A request whose user "
                + "has left takes its turn all the same.")
    ]
}
