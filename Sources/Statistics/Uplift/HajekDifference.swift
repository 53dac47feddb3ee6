/// What a decision that was drawn at random brings: the mean outcome with it less the mean outcome without it, each
/// observation weighted by the inverse of the chance with which its decision was drawn (Hájek 1971).
///
/// A mean is sum(w y)/sum(w), so that equal outcomes have a difference of exactly 0, whatever was drawn. The error is that of
/// the linearised difference of two ratios over clusters, the delta method with n = clusters: observations of one cluster
/// (a user) may go together, clusters are independent. Holds sums only, so that parts can be merged.
public struct HajekDifference: Sendable, Codable, Hashable {
    /// The weighted sums of one cluster's observations.
    public struct Cluster: Sendable {
        fileprivate var sums = SIMD4<Double>.zero
        fileprivate var observations = SIMD2<Int>.zero

        /// Without observations.
        public init() {}

        /// Takes in an observation.
        /// - Parameters:
        ///   - outcome: in any unit.
        ///   - treated: what was drawn.
        ///   - chance: above 0 and at most 1, with which that was drawn.
        public mutating func add(_ outcome: Double, treated: Bool, chance: Double) {
            precondition(chance > 0 && chance <= 1, "what cannot be drawn is not observed")
            let arm = treated ? 0 : 1
            sums[2 * arm] += outcome / chance
            sums[2 * arm + 1] += 1 / chance
            observations[arm] += 1
        }
    }

    private static let treatedMean = RatioMetric.Columns(numerator: 0, denominator: 1)
    private static let controlMean = RatioMetric.Columns(numerator: 2, denominator: 3)

    /// How many clusters have an observation.
    public private(set) var clusters = 0
    /// How many observations were drawn to be treated.
    public private(set) var treated = 0
    /// How many observations were drawn not to be treated.
    public private(set) var control = 0
    /// Weighted outcomes and weights of the treated, then of the others.
    private var sums: [Double] = [0, 0, 0, 0]
    /// Sums over clusters of the products of their sums, for j <= i, row by row.
    private var products = [Double](repeating: 0, count: 10)

    /// Without clusters.
    public init() {}

    /// Takes in a cluster; one without observations is none.
    public mutating func add(_ cluster: Cluster) {
        guard cluster.observations != .zero else { return }
        clusters += 1
        treated += cluster.observations[0]
        control += cluster.observations[1]
        var at = 0
        for i in 0..<4 {
            sums[i] += cluster.sums[i]
            for j in 0...i {
                products[at] += cluster.sums[i] * cluster.sums[j]
                at += 1
            }
        }
    }

    /// Takes in other clusters.
    public mutating func merge(_ other: Self) {
        clusters += other.clusters
        treated += other.treated
        control += other.control
        for i in sums.indices { sums[i] += other.sums[i] }
        for i in products.indices { products[i] += other.products[i] }
    }

    /// In the outcome's unit; nil where one of the two decisions was never drawn.
    public var difference: Double? {
        treated > 0 && control > 0 ? sums[0] / sums[1] - sums[2] / sums[3] : nil
    }

    /// The difference with its t interval on `clusters - 1` degrees of freedom.
    ///
    /// - Throws: `tooFewUnits` where a decision was never drawn, `tooFewValues` below two clusters, `noVariance` where no
    ///   outcome differs from its mean, `outside` for a level that is none.
    public func estimate(level: Double = 0.95) throws(StatisticsError) -> Estimate {
        guard let difference else {
            throw .tooFewUnits(in: treated > 0 ? .control : .treatment, minimum: 1)
        }
        guard clusters > 1 else { throw .tooFewValues(clusters, minimum: 2) }
        let moments = CovarianceMoments(n: clusters, sums: sums) { i, j in products[i * (i + 1) / 2 + j] }
        let (a, b) = (Self.treatedMean, Self.controlMean)
        let variance =
            RatioMetric.variance(a, of: moments) + RatioMetric.variance(b, of: moments)
            - 2 * RatioMetric.covariance(a, b, of: moments)
        return try Estimate(
            testing: difference, standardError: (max(0, variance) / Double(clusters)).squareRoot(),
            degreesOfFreedom: Double(clusters - 1), level: level)
    }
}
