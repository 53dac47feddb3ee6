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

    /// mean(effects)/mean(control) over paired replications, with Fieller's interval: the effect as a share of what it adds to.
    ///
    /// The interval holds 0 exactly when that of the mean effect does (Fieller 1954): the shares R for which the mean of
    /// effect - R control is not told from 0 by Student's t over replications. The standard error is the delta method's.
    ///
    /// - Throws: `unequalLengths`, `tooFewValues` when empty, `zeroBaseline` where the mean of `control` is not above 0 or
    ///   its own interval reaches 0, because no share of it can be told then; `outside` for a level that is none.
    public static func relativeEffect(
        _ effects: [Double], over control: [Double], level: Double = 0.95
    ) throws(StatisticsError) -> Self {
        guard effects.count == control.count else { throw .unequalLengths("effects", "control values") }
        guard !effects.isEmpty else { throw .tooFewValues(0, minimum: 1) }
        try Interval.check(level: level)
        let base = Moments(of: control).mean
        guard base > 0 else { throw .zeroBaseline }
        let ratio = Moments(of: effects).mean / base
        guard effects.count > 1 else {
            return Self(estimate: ratio, replications: 1, uncertainty: .unknown(.oneReplication))
        }
        // From the residuals, so that effects in proportion to their control give exactly no variance.
        let residuals = zip(effects, control).map { $0 - ratio * $1 }
        let freedom = Double(effects.count - 1)
        let variance = residuals.reduce(0) { $0 + $1 * $1 } / freedom
        let joint = zip(residuals, control).reduce(0) { $0 + $1.0 * ($1.1 - base) } / freedom
        let baseVariance = control.reduce(0) { $0 + ($1 - base) * ($1 - base) } / freedom
        let t = StudentT(degreesOfFreedom: freedom).quantile(upperTail: (1 - level) / 2)
        let scale = t * t / Double(effects.count)
        let lead = base * base - scale * baseVariance
        guard lead > 0 else { throw .zeroBaseline }
        let root = (scale * (scale * joint * joint + lead * variance)).squareRoot()
        return Self(
            estimate: ratio, replications: effects.count,
            uncertainty: .known(
                standardError: (variance / Double(effects.count)).squareRoot() / base,
                interval: Interval(
                    lower: ratio + (-scale * joint - root) / lead, upper: ratio + (-scale * joint + root) / lead,
                    level: level)))
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
