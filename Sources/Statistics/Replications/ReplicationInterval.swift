/// A mean, or a ratio of means, over independent replications of one experiment, with a t interval over replications.
///
/// This is how the truth is reported: every replication gives one value (a paired difference of twin worlds), and only
/// the number of replications counts, not the number of users within them.
public struct ReplicationInterval: Sendable, Codable, Hashable {
    /// Why an estimate has no interval.
    public enum NoInterval: String, Sendable, Codable, CustomStringConvertible {
        /// One replication shows no spread.
        case oneReplication = "one replication gives no interval: run at least two"

        /// One sentence for a reader.
        public var description: String { rawValue }
    }

    /// How uncertain the estimate is, or why that cannot be said.
    public enum Uncertainty: Sendable, Codable, Hashable {
        /// Standard error in the estimate's unit and the t interval on `replications - 1` degrees of freedom.
        case known(standardError: Double, interval: Interval)
        /// No standard error and no interval exist.
        case unknown(NoInterval)
    }

    /// The mean over replications, or the ratio of two such means.
    public let estimate: Double
    /// How many replications, at least 1.
    public let replications: Int
    /// Standard error and interval, or why there are none.
    public let uncertainty: Uncertainty

    /// The confidence interval; nil where there is none.
    public var interval: Interval? {
        if case .known(_, let interval) = uncertainty { interval } else { nil }
    }

    /// The standard error, in the estimate's unit; nil where there is none.
    public var standardError: Double? {
        if case .known(let standardError, _) = uncertainty { standardError } else { nil }
    }

    /// Why there is no interval; nil where there is one.
    public var noInterval: NoInterval? {
        if case .unknown(let reason) = uncertainty { reason } else { nil }
    }

    /// The mean of one value a replication, such as a paired difference of totals.
    ///
    /// Replications that all agree give an interval of no width: twins with equal policies differ by exactly nothing.
    ///
    /// - Throws: `tooFewValues` when empty, `outside` for a level that is none.
    public static func mean(of values: [Double], level: Double = 0.95) throws(StatisticsError) -> Self {
        guard !values.isEmpty else { throw .tooFewValues(0, minimum: 1) }
        let moments = Moments(of: values)
        return try Self(estimate: moments.mean, variance: moments.variance, replications: values.count, level: level)
    }

    /// mean(numerators)/mean(denominators) over paired replications, by the delta method with n = R.
    ///
    /// - Throws: `unequalLengths`, `tooFewValues` when empty, `zeroBaseline` where the denominators sum to zero,
    ///   `outside` for a level that is none.
    public static func ratioOfMeans(
        _ numerators: [Double], over denominators: [Double], level: Double = 0.95
    ) throws(StatisticsError) -> Self {
        guard numerators.count == denominators.count else { throw .unequalLengths("numerators", "denominators") }
        guard !numerators.isEmpty else { throw .tooFewValues(0, minimum: 1) }
        let below = Moments(of: denominators)
        guard below.mean != 0 else { throw .zeroBaseline }
        let ratio = Moments(of: numerators).mean / below.mean
        // From the residuals, so that numerators in proportion to their denominators give exactly no variance.
        let residuals = zip(numerators, denominators).map { $0 - ratio * $1 }
        let squares = residuals.reduce(0) { $0 + $1 * $1 }
        let variance = squares / Double(max(1, numerators.count - 1)) / (below.mean * below.mean)
        return try Self(
            estimate: ratio, variance: variance,
            replications: numerators.count, level: level)
    }

    /// mean(treated - control)/|mean(control)| over paired replications: the relative global treatment effect.
    ///
    /// - Parameter isSigned: whether the values may be negative: then a base that is not clearly above 0 is none.
    /// - Throws: as `ratioOfMeans`, and `undefined` where the base is none.
    public static func relativeDifference(
        treated: [Double], control: [Double], isSigned: Bool = false, level: Double = 0.95
    ) throws(StatisticsError) -> Self {
        guard treated.count == control.count else { throw .unequalLengths("treated values", "control values") }
        if isSigned {
            let base = try mean(of: control, level: level)
            guard base.interval.map({ $0.lower > 0 }) ?? (base.estimate > 0) else {
                throw .undefined("the base of the relative effect is not clearly above 0")
            }
        }
        let ratio = try ratioOfMeans(zip(treated, control).map { $0 - $1 }, over: control, level: level)
        return Moments(of: control).mean < 0 ? ratio.negated : ratio
    }

    private var negated: Self {
        switch uncertainty {
        case .unknown: Self(estimate: -estimate, replications: replications, uncertainty: uncertainty)
        case .known(let error, let old):
            Self(
                estimate: -estimate, replications: replications,
                uncertainty: .known(
                    standardError: error,
                    interval: Interval(lower: -old.upper, upper: -old.lower, level: old.level)))
        }
    }

    private init(estimate: Double, replications: Int, uncertainty: Uncertainty) {
        self.estimate = estimate
        self.replications = replications
        self.uncertainty = uncertainty
    }

    private init(estimate: Double, variance: Double, replications: Int, level: Double) throws(StatisticsError) {
        try Interval.check(level: level)
        self.estimate = estimate
        self.replications = replications
        guard replications > 1 else {
            uncertainty = .unknown(.oneReplication)
            return
        }
        let error = (variance / Double(replications)).squareRoot()
        let reference = StudentT(degreesOfFreedom: Double(replications - 1))
        uncertainty = .known(
            standardError: error,
            interval: .symmetric(
                around: estimate, standardError: error, alternative: .twoSided, level: level,
                quantile: reference.quantile(upperTail:)))
    }
}
