/// An arm of a metric that is a quantile over events, such as the 90th percentile of the time to purchase.
///
/// The variance is that of an order statistic, from the width of a nonparametric interval around the quantile; where
/// events go by user it is inflated by the delta method (Deng, Knoblich, Lu 2018, sec. 4).
public struct QuantileSample: SampleSummary, Codable, Hashable {
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
    /// Sample quantile at probability + z sqrt(probability (1 - probability)/intervalN), z for 95 %.
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

/// An arm's values in order, and how far a value is from being its quantile: in standard errors of the share of values below.
///
/// Values may be tied: one that many have is a quantile for all shares from that below it to that up to it. Nothing here needs a
/// density, which ties do not have.
struct QuantileShares: Sendable {
    /// Rising.
    let sorted: [Double]
    let probability: Double
    /// The least value whose share of values at or below it reaches the probability (the inverse distribution function).
    let quantile: Double
    /// Standard error of the share of values below the quantile, as users' values go together.
    let standardError: Double
    /// From the quantile's lower to its upper neighbour, 1.96 standard errors of independent values away: what a density would be
    /// taken from; 0 where all between are tied.
    let width: Double
    private let areClustered: Bool

    /// - Parameters:
    ///   - users: their values; each value a user of its own where they are independent.
    ///   - arm: named in the error.
    /// - Throws: `tooFewUnits` where the interval of 95 % would reach past the extreme values.
    init(users: [[Double]], probability: Double, clustered: Bool, arm: Arm) throws(StatisticsError) {
        guard probability > 0, probability < 1 else { throw .outside("the quantile", range: "above 0 and below 1") }
        let sorted = users.flatMap { $0 }.sorted()
        let n = Double(sorted.count)
        let z = StandardNormal.quantile(upperTail: 0.025)
        let fewest = max(2, QuantileSample.fewestValues(of: probability))
        guard sorted.count >= fewest else { throw .tooFewUnits(in: arm, minimum: fewest) }
        self.sorted = sorted
        self.probability = probability
        areClustered = clustered
        quantile = sorted[Self.place(of: probability, among: sorted.count)]
        let independent = (probability * (1 - probability) / n).squareRoot()
        width =
            sorted[Self.place(of: probability + z * independent, among: sorted.count)]
            - sorted[Self.place(of: probability - z * independent, among: sorted.count)]
        standardError = clustered ? Self.clusteredError(users, sorted, quantile, probability) : independent
        guard standardError > 0 else { throw .noVariance(in: arm) }
    }

    var count: Int { sorted.count }

    /// 1/standardError^2 times the density, but for a factor that all arms share; nil where ties leave no density.
    var weight: Double? {
        guard width > 0 else { return nil }
        let independent = (probability * (1 - probability) / Double(count)).squareRoot()
        return independent / (width * standardError * standardError)
    }

    /// Standard error of the share below the quantile by the delta method over users (Deng, Knoblich, Lu 2018). Ties at
    /// the quantile count as below it with the chance that makes the share the probability, each by itself.
    private static func clusteredError(
        _ users: [[Double]], _ sorted: [Double], _ quantile: Double, _ probability: Double
    ) -> Double {
        let (below, atMost) = (first(sorted, from: quantile), first(sorted, above: quantile))
        let n = Double(sorted.count)
        let chance = (probability * n - Double(below)) / Double(atMost - below)
        var moments = CovarianceMoments(variables: 2)
        for user in users {
            let sum = user.reduce(0) { $0 + ($1 < quantile ? 1 : $1 == quantile ? chance : 0) }
            moments.add([sum, Double(user.count)])
        }
        let byUser = RatioMetric.variance(.init(numerator: 0, denominator: 1), of: moments) / Double(moments.n)
        return (byUser + chance * (1 - chance) * Double(atMost - below) / (n * n)).squareRoot()
    }

    /// How many standard errors the share of values below x is away from the probability: below 0 where x is too low, 0 for all x
    /// that the ties make a quantile. A value's own place counts half to either side.
    func distance(_ x: Double) -> Double {
        let (below, atMost) = (Self.first(sorted, from: x), Self.first(sorted, above: x))
        let half = atMost > below ? 0.5 : 0
        let wanted = probability * Double(count)
        let (low, high) = (Double(below) + half, Double(atMost) - half)
        let excess = low > wanted ? low - wanted : high < wanted ? high - wanted : 0
        return excess / (Double(count) * standardError)
    }

    /// The quantile's own interval: of independent values the exact one between order statistics, by the binomial distribution of
    /// the number below; of users' values by the standard error of the share. An end that would lie past the values is infinite.
    func interval(level: Double) throws(StatisticsError) -> Interval {
        let tail = (1 - level) / 2
        let (lower, upper): (Int, Int)
        if areClustered {
            let margin = StandardNormal.quantile(upperTail: tail) * standardError
            lower = Int((Double(count) * (probability - margin)).rounded(.up))
            upper = Int((Double(count) * (probability + margin)).rounded(.up))
        } else {
            let below = try Binomial(trials: count, probability: probability)
            lower = Self.partition(count + 1) { below.lowerTail($0 - 1) <= tail } - 1
            upper = Self.partition(count + 1) { below.upperTail($0 - 1) > tail }
        }
        return Interval(
            lower: lower < 1 ? -.infinity : sorted[lower - 1], upper: upper > count ? .infinity : sorted[upper - 1],
            level: level)
    }

    /// How many values are below x.
    static func first(_ sorted: [Double], from x: Double) -> Int { partition(sorted.count) { sorted[$0] < x } }
    /// How many values are at most x.
    static func first(_ sorted: [Double], above x: Double) -> Int { partition(sorted.count) { sorted[$0] <= x } }

    /// The first number for which a condition fails that holds up to there; `count` where it always holds.
    static func partition(_ count: Int, _ condition: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func place(of share: Double, among count: Int) -> Int {
        max(0, min(count - 1, Int((Double(count) * share).rounded(.up)) - 1))
    }
}
