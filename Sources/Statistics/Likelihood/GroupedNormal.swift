import Foundation

/// Fits values that are normal around a mean of their group, with one spread within all groups, when what lies beyond two
/// bounds is known as the bound only.
///
/// Means and spread are the maximum of the likelihood of Tobin's model (1958), found by EM; the spread between groups is
/// DerSimonian and Laird's (1986) moment estimate.
public struct GroupedNormal: Sendable, Hashable {
    /// What is known of one group.
    public struct Group: Sendable, Hashable {
        /// Values between the bounds.
        public var inside = Moments()
        /// How many are at the lower bound or below.
        public var low = 0
        /// How many are at the upper bound or above.
        public var high = 0

        public init() {}

        /// All values.
        public var n: Int { inside.n + low + high }
    }

    /// The mean over groups, and its standard error.
    public let mean: Double
    /// Standard error of ``mean``.
    public let meanError: Double
    /// Standard deviation of values around the mean of their group.
    public let within: Double
    /// Standard deviation of the groups' means, without what the values' spread adds to it.
    public let between: Double
    /// Standard error of ``between``.
    public let betweenError: Double
    /// Standard deviation of all values.
    public let total: Double
    /// Standard error of ``total``.
    public let totalError: Double
    /// The mean of each group; that of an empty one is not a number.
    public let means: [Double]

    /// - Throws: `tooFewValues` for fewer than 30 values, `noVariance` for values that do not differ.
    public init(_ groups: [Group], bounds: ClosedRange<Double>) throws(StatisticsError) {
        let count = groups.reduce(0) { $0 + $1.n }
        guard count >= 30 else { throw .tooFewValues(count, minimum: 30) }
        var all = Moments()
        for group in groups { all.merge(group.inside) }
        guard all.variance > 0 else { throw .noVariance }
        var variance = all.variance
        var means = groups.map { $0.n == 0 ? Double.nan : $0.inside.n > 0 ? $0.inside.mean : all.mean }
        for _ in 0..<500 {
            let sigma = variance.squareRoot()
            var squares = 0.0
            var moved = 0.0
            for (index, group) in groups.enumerated() where group.n > 0 {
                let low = Self.beyond(-(bounds.lowerBound - means[index]) / sigma)
                let high = Self.beyond((bounds.upperBound - means[index]) / sigma)
                let (below, above) = (means[index] - sigma * low.mean, means[index] + sigma * high.mean)
                let sum = group.inside.sum + Double(group.low) * below + Double(group.high) * above
                let mean = sum / Double(group.n)
                let shift = group.inside.mean - mean
                squares += group.inside.m2 + Double(group.inside.n) * shift * shift
                squares += Double(group.low) * ((below - mean) * (below - mean) + variance * low.variance)
                squares += Double(group.high) * ((above - mean) * (above - mean) + variance * high.variance)
                moved = max(moved, abs(mean - means[index]))
                means[index] = mean
            }
            let degrees = max(1, count - groups.count { $0.n > 0 })
            let next = squares / Double(degrees)
            moved = max(moved, abs(next - variance))
            variance = next
            if moved < 1e-10 { break }
        }
        self.means = means
        within = variance.squareRoot()
        let filled = groups.indices.filter { groups[$0].n > 0 }
        let weights = filled.map { Double(groups[$0].n) / variance }
        let weight = weights.reduce(0, +)
        let centre = zip(filled, weights).reduce(0) { $0 + means[$1.0] * $1.1 } / weight
        let scatter = zip(filled, weights).reduce(0) { $0 + $1.1 * (means[$1.0] - centre) * (means[$1.0] - centre) }
        let freedom = Double(filled.count - 1)
        let scale = weight - weights.reduce(0) { $0 + $1 * $1 } / weight
        let spread = filled.count > 1 ? max(0, (scatter - freedom) / scale) : 0
        let mixed = filled.map { 1 / (spread + variance / Double(groups[$0].n)) }
        let mixedWeight = mixed.reduce(0, +)
        mean = zip(filled, mixed).reduce(0) { $0 + means[$1.0] * $1.1 } / mixedWeight
        meanError = 1 / mixedWeight.squareRoot()
        // A mean of a group varies by both spreads; the moment estimate's own error follows the chi-squared.
        let ofMeans = Double(filled.count) / mixedWeight
        let spreadError = freedom > 0 ? ofMeans * (2 / freedom).squareRoot() : 0
        between = spread.squareRoot()
        betweenError = spread > 0 ? spreadError / (2 * spread.squareRoot()) : spreadError.squareRoot()
        total = (variance + spread).squareRoot()
        let varianceError = variance * (2 / Double(max(1, all.n - 1))).squareRoot()
        totalError = (varianceError * varianceError + spreadError * spreadError).squareRoot() / (2 * total)
    }

    /// Mean and variance of a standard normal number that is known to be `bound` or more.
    private static func beyond(_ bound: Double) -> (mean: Double, variance: Double) {
        guard bound > -8 else { return (0, 1) }
        guard bound < 30 else { return (bound, 0) }
        let ratio = exp(-bound * bound / 2) / (2 * Double.pi).squareRoot() / (0.5 * erfc(bound / 2.0.squareRoot()))
        return (ratio, max(0, 1 - ratio * (ratio - bound)))
    }
}
