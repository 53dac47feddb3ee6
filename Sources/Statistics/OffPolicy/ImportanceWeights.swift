/// The weights by which a log of one policy is read as if another had acted, in sums: how many observations they leave.
///
/// A weight is the chance of what was done under the target policy over the one under the logging policy; its mean is 1 where
/// both chances are right and the log holds all that the target does.
public struct ImportanceWeights: Sendable, Codable, Hashable {
    /// How many weights.
    public private(set) var count = 0
    /// How many of them are 0: what the target policy never does.
    public private(set) var zeros = 0
    /// The largest of them; 0 without any.
    public private(set) var largest = 0.0
    /// Their sum.
    public private(set) var sum = 0.0
    /// The sum of their squares.
    public private(set) var sumOfSquares = 0.0

    /// No weights yet.
    public init() {}

    /// Takes in a weight; one of the pseudo-inverse may be negative.
    ///
    /// - Complexity: O(1).
    public mutating func add(_ weight: Double) {
        largest = count == 0 ? weight : max(largest, weight)
        count += 1
        if weight == 0 { zeros += 1 }
        sum += weight
        sumOfSquares += weight * weight
    }

    /// Takes in other weights.
    public mutating func merge(_ other: Self) {
        guard other.count > 0 else { return }
        largest = count == 0 ? other.largest : max(largest, other.largest)
        count += other.count
        zeros += other.zeros
        sum += other.sum
        sumOfSquares += other.sumOfSquares
    }

    /// (sum w)^2 / sum w^2, the number of equal weights that would leave as large an error (Kish 1965): at most
    /// `count`, and 0 where no weight is other than 0 or squares are beyond the range of numbers.
    public var effectiveSampleSize: Double {
        guard sumOfSquares > 0, sumOfSquares.isFinite else { return 0 }
        let size = sum / sumOfSquares * sum
        return size.isFinite ? min(size, Double(count)) : 0
    }

    /// The mean weight; nil without any.
    public var mean: Double? { count > 0 ? sum / Double(count) : nil }
}
