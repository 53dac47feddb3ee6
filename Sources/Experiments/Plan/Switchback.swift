public import PolicyKit

/// Blocks of time that are treated or not, as a whole.
public struct Switchback: ParameterSection, Sendable, Equatable {
    /// Milliseconds.
    public var block: Int64 = 86_400_000
    /// Milliseconds at the start of each block that are not read out: what the block before did still acts.
    public var burnIn: Int64 = 0
    /// Blocks after it on which a block's treatment may still act.
    public var carryover: Int64 = 1

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "block", \.block, .duration, 60_000...3_155_760_000_000,
            "Length of a block of a switchback; as many blocks are treated as the treatment's share says."),
        field(
            "burn_in", \.burnIn, .duration, 0...3_155_760_000_000,
            "Time at the start of each block that is not read out: what the block before did still acts."),
        field(
            "carryover", \.carryover, .count, 0...100,
            "Blocks after it on which a block's treatment may still act, for `switchback_ht`."),
    ]

    /// How many blocks begin in an experiment of that length; the last one may be cut short.
    public func blocks(in length: Int64) -> Int { Int((length + block - 1) / block) }
}
