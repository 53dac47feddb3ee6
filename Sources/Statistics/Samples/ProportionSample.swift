/// An arm of a metric that is the share of units with a success.
///
/// The variance is p(1 - p), as gbstats has it, not the unbiased n/(n - 1) of it.
public struct ProportionSample: ArmSummary, Codable, Hashable {
    /// How many units succeeded, 0...n.
    public let successes: Int
    /// How many units.
    public let n: Int

    /// - Throws: if `successes` is not within 0...n.
    public init(successes: Int, n: Int) throws(StatisticsError) {
        guard n >= 0, (0...n).contains(successes) else {
            throw .outside("the number of successes", range: "within 0...n")
        }
        self.successes = successes
        self.n = n
    }

    /// The share of successes, 0...1; 0 for an empty arm.
    public var mean: Double { n > 0 ? Double(successes) / Double(n) : 0 }
    /// p(1 - p) per unit.
    public var variance: Double { mean * (1 - mean) }
}
