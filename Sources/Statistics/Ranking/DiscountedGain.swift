import Foundation

/// How far up a ranking puts what is worth most: the discounted cumulative gain over the best that the list allows (NDCG;
/// Järvelin, Kekäläinen 2002).
///
/// DCG = sum over positions k = 1, 2, ... of gain/log2(k + 1). A gain is a reward as it is, or 2^grade - 1 of a graded relevance
/// (Burges et al. 2005). Holds sums over clusters, so that parts can be merged.
public struct DiscountedGain: Sendable, Codable, Hashable {
    /// The lists of one cluster.
    public struct Cluster: Sendable {
        fileprivate var sums: [Double] = [0, 0]
        fileprivate var lists = 0

        /// Without lists.
        public init() {}

        /// Takes in a list; see `DiscountedGain.of`. One in which nothing has a gain says nothing and is only counted.
        public mutating func add(gains: [Double], scores: [Double]? = nil, depth: Int? = nil) {
            lists += 1
            guard let share = DiscountedGain.of(gains: gains, scores: scores, depth: depth) else { return }
            sums[0] += share
            sums[1] += 1
        }
    }

    /// How many lists.
    public private(set) var lists = 0
    private var moments = CovarianceMoments(variables: 2)

    /// Without lists.
    public init() {}

    /// How many lists have a gain.
    public var listsWithGain: Int { Int((moments.means[1] * Double(moments.n)).rounded()) }

    /// Takes in a cluster; one without lists is none.
    public mutating func add(_ cluster: Cluster) {
        guard cluster.lists > 0 else { return }
        lists += cluster.lists
        moments.add(cluster.sums)
    }

    /// Takes in other clusters.
    public mutating func merge(_ other: Self) {
        lists += other.lists
        moments.merge(other.moments)
    }

    /// The mean over lists with a gain, 0...1, with its error over clusters.
    ///
    /// - Throws: `tooFewValues` where no list has a gain or there are fewer than two clusters, `noVariance` where all lists are
    ///   equal, `outside` for a level that is none.
    public func mean(level: Double = 0.95) throws(StatisticsError) -> Estimate {
        let ratio = RatioMetric.Columns(numerator: 0, denominator: 1)
        guard let mean = RatioMetric.value(ratio, of: moments) else { throw .tooFewValues(0, minimum: 1) }
        guard moments.n > 1 else { throw .tooFewValues(moments.n, minimum: 2) }
        let error = (max(0, RatioMetric.variance(ratio, of: moments)) / Double(moments.n)).squareRoot()
        return try Estimate(
            testing: mean, standardError: error, degreesOfFreedom: Double(moments.n - 1), level: level)
    }

    /// The NDCG of one list, 0...1; nil where nothing in it has a gain.
    ///
    /// - Parameters:
    ///   - gains: at least 0, one an item, in the order in which they were shown.
    ///   - scores: by which the items are put in order, the highest first, equal ones in the mean of all their orders (McSherry,
    ///     Najork 2008); nil for the order in which they were shown.
    ///   - depth: positions that count, at least 1; nil for all.
    /// - Complexity: O(*n* log *n*).
    public static func of(gains: [Double], scores: [Double]? = nil, depth: Int? = nil) -> Double? {
        precondition(scores?.count ?? gains.count == gains.count, "a score an item")
        let depth = min(depth ?? gains.count, gains.count)
        func discount(_ position: Int) -> Double { position < depth ? 1 / log2(Double(position + 2)) : 0 }
        let ideal = gains.sorted(by: >).enumerated().reduce(0) { $0 + $1.element * discount($1.offset) }
        guard ideal > 0 else { return nil }
        guard let scores else {
            return gains.enumerated().reduce(0) { $0 + $1.element * discount($1.offset) } / ideal
        }
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        var gain = 0.0
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
            let positions = (start..<end).reduce(0) { $0 + discount($1) } / Double(end - start)
            gain += positions * order[start..<end].reduce(0) { $0 + gains[$1] }
            start = end
        }
        return gain / ideal
    }
}
