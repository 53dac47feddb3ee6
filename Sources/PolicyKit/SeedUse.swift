public import Randomness

/// Says which children of a world's key are whose: everything in a world that draws from a seed of its own has numbers here,
/// and none are given twice.
///
/// A slot declares the use of its policies in its own folder. The numbers are part of every seed's meaning: never reuse one.
/// Given out are 1 to 3, 10 and all from there below 2 to the 33.
public struct SeedUse: Sendable, Hashable {
    /// Whose they are, for messages.
    public let name: String
    /// The numbers of the children, as `RandomKey.derived` takes them.
    public let numbers: Range<UInt64>

    /// The splits of untreated users that a study draws beside the world's own, by their number from 0.
    public static let nullSplits = SeedUse("null splits", 1 << 32..<1 << 33)

    public init(_ name: String, _ numbers: Range<UInt64>) {
        self.name = name
        self.numbers = numbers
    }
}

extension RandomKey {
    /// The seed of one child of a world's key.
    /// - Parameter index: which one of those that have this use, from 0.
    public func seed(for use: SeedUse, _ index: Int = 0) -> UInt64 {
        precondition(index >= 0 && index < use.numbers.count, "there is no seed \(index) for \(use.name)")
        return derived(use.numbers.lowerBound + UInt64(index)).seed
    }
}
