/// An arm of a metric that is a quantile over events, such as the 90th percentile of the time to purchase.
///
/// The variance is that of an order statistic, from the width of a nonparametric interval around the quantile; where
/// events go by user it is inflated by the delta method (Deng, Knoblich, Lu 2018, sec. 4).
public struct QuantileSample: ArmSummary, Codable, Hashable {
    /// Totals over users that say how much their events go together.
    public struct Clusters: Sendable, Codable, Hashable {
        /// Joint moments of each user's number of events at or below the quantile, and of its number of events.
        public let moments: CovarianceMoments

        /// - Parameter moments: first variable the events at or below the quantile, second all events.
        public init(_ moments: CovarianceMoments) { self.moments = moments }

        /// Variance of the share of events at or below the quantile, over users.
        var varianceOfShare: Double {
            RatioMetric.variance(.init(numerator: 0, denominator: 1), of: moments) / Double(moments.n)
        }
    }

    /// How many events.
    public let n: Int
    /// How many events the interval's order statistics were taken for.
    public let intervalN: Int
    /// Which quantile, above 0 and below 1.
    public let probability: Double
    /// The sample quantile.
    public let mean: Double
    /// Sample quantile at probability - z sqrt(probability (1 - probability)/intervalN), z for 95 %.
    public let lower: Double
    /// The same with plus.
    public let upper: Double
    /// nil where events are independent.
    public let clusters: Clusters?

    /// Two-sided 95 %: the level at which the order statistics are taken, whatever the level of the readout.
    private static let z = StandardNormal.quantile(upperTail: 0.025)

    /// A quantile that another program computed.
    ///
    /// - Throws: `outside` for a probability that is none.
    public init(
        n: Int, intervalN: Int, probability: Double, quantile: Double, lower: Double, upper: Double,
        clusters: Clusters? = nil
    ) throws(StatisticsError) {
        guard probability > 0, probability < 1 else { throw .outside("the quantile", range: "above 0 and below 1") }
        self.n = n
        self.intervalN = intervalN
        self.probability = probability
        mean = quantile
        self.lower = lower
        self.upper = upper
        self.clusters = clusters
    }

    /// The quantile of values held in memory, one list a user.
    ///
    /// Takes the least value whose share of values at or below it reaches the probability (the inverse distribution
    /// function); no interpolation.
    ///
    /// - Parameter clustered: whether one user's values go together.
    /// - Throws: `tooFewValues` without values, `outside` for a probability that is none.
    public init(users: [[Double]], probability: Double, clustered: Bool) throws(StatisticsError) {
        let values = users.flatMap { $0 }.sorted()
        guard !values.isEmpty else { throw .tooFewValues(0, minimum: 1) }
        let count = Double(values.count)
        func quantile(_ share: Double) -> Double {
            values[max(0, min(values.count - 1, Int((count * share).rounded(.up)) - 1))]
        }
        let margin = Self.z * (probability * (1 - probability) / count).squareRoot()
        let estimate = quantile(probability)
        var moments = CovarianceMoments(variables: 2)
        for user in users { moments.add([Double(user.count { $0 <= estimate }), Double(user.count)]) }
        try self.init(
            n: values.count, intervalN: values.count, probability: probability, quantile: estimate,
            lower: quantile(probability - margin), upper: quantile(probability + margin),
            clusters: clustered ? Clusters(moments) : nil)
    }

    /// (n*/n)(n - 1)((upper - lower)/(2z))^2, times the clusters' inflation.
    public var variance: Double {
        guard n > 0 else { return 0 }
        let half = (upper - lower) / (2 * Self.z)
        let independent = Double(intervalN) / Double(n) * Double(n - 1) * half * half
        guard let clusters else { return independent }
        return independent * clusters.varianceOfShare / (probability * (1 - probability) / Double(n))
    }

    /// The fewest values of which the normal interval of a quantile's share stays within 0 and 1: more than z^2 times its odds, or
    /// their inverse. Beyond 2^52, which nobody has, it is counted no further.
    static func fewestValues(of probability: Double) -> Int {
        let odds = probability / (1 - probability)
        return Int(min(z * z * max(odds, 1 / odds), 0x1p52)) + 1
    }

    /// Refuses samples whose interval reaches past the extreme values, or has no width.
    public func requireVariance(as arm: Arm) throws(StatisticsError) {
        guard n > 1 else { throw .tooFewUnits(in: arm) }
        let fewest = Self.fewestValues(of: probability)
        guard n >= fewest else { throw .tooFewUnits(in: arm, minimum: fewest) }
        guard upper > lower, variance > 0 else { throw .noVariance(in: arm) }
    }
}
