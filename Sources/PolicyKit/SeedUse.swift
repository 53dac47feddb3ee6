public import Randomness

/// Says which children of a world's key are whose: everything in a world that draws from a seed of its own has its numbers
/// here, and none are given twice.
///
/// The numbers are part of every seed's meaning: never reuse one. 4 to 9 are free.
public struct SeedUse: Sendable, Hashable {
    /// Whose they are, for messages.
    public let name: String
    /// The numbers of the children, as `RandomKey.derived` takes them.
    public let numbers: Range<UInt64>

    /// The retrieval policy of every arm.
    public static let retrieval = SeedUse("retrieval", 1..<2)
    /// The ranking policy of every arm.
    public static let ranking = SeedUse("ranking", 2..<3)
    /// The request policy of every arm.
    public static let request = SeedUse("request", 3..<4)
    /// The bidding policies, by their campaign's number.
    public static let bidding = SeedUse("bidding", 10..<1 << 32)
    /// The splits of untreated users that a study draws beside the world's own, by their number from 0.
    public static let nullSplits = SeedUse("null splits", 1 << 32..<1 << 33)

    /// Every use there is.
    public static let all = [retrieval, ranking, request, bidding, nullSplits]

    private init(_ name: String, _ numbers: Range<UInt64>) {
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
