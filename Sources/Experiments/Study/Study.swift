public import PolicyKit

/// Says how designs are compared: beside the truth, and in markets in which nothing was changed.
public struct Study: ParameterSection, Sendable, Equatable {
    /// Experiments without a treatment that are read out of each replication's untreated world, by each design.
    public var nullDraws: Int64 = 4

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "null_draws", \.nullDraws, .count, 1...100,
            "Experiments without a treatment that each design reads out of each replication's untreated world: they give "
                + "its false-positive rate.")
    ]
}
