/// A point estimate with its uncertainty and the test of its null.
public struct Estimate: Sendable, Hashable {
    /// The point estimate, in the metric's unit or, for a relative effect, as a fraction: 0.05 for 5 %.
    public let estimate: Double
    /// Its standard error, in the same unit.
    public let standardError: Double
    /// Degrees of freedom of the reference t distribution; infinite for a normal one.
    public let degreesOfFreedom: Double
    /// (estimate - null)/standard error.
    public let statistic: Double
    /// Probability of a statistic at least this extreme under the null, 0...1.
    public let pValue: Double
    /// The confidence interval that goes with the test.
    public let interval: Interval

    /// An estimate whose test was made elsewhere; the values are taken as they are.
    public init(
        estimate: Double, standardError: Double, degreesOfFreedom: Double, statistic: Double, pValue: Double,
        interval: Interval
    ) {
        self.estimate = estimate
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
        self.statistic = statistic
        self.pValue = pValue
        self.interval = interval
    }

    /// The test and interval of an estimate whose error follows a t distribution, or a normal one when the degrees of
    /// freedom are infinite.
    ///
    /// - Throws: if the standard error is not positive and finite, or the level not within 0 and 1.
    public init(
        testing estimate: Double, standardError: Double, degreesOfFreedom: Double = .infinity,
        alternative: Alternative = .twoSided, level: Double = 0.95, nullEffect: Double = 0
    ) throws(StatisticsError) {
        try Interval.check(level: level)
        guard standardError > 0, standardError.isFinite, degreesOfFreedom > 0 else { throw .noVariance }
        let reference = StudentT(degreesOfFreedom: degreesOfFreedom)
        let statistic = (estimate - nullEffect) / standardError
        self.init(
            estimate: estimate, standardError: standardError, degreesOfFreedom: degreesOfFreedom,
            statistic: statistic, pValue: reference.pValue(statistic, alternative: alternative),
            interval: .symmetric(
                around: estimate, standardError: standardError, alternative: alternative, level: level,
                quantile: reference.quantile(upperTail:)))
    }

    /// The estimate with an interval that reaches `reach` standard errors to the sides that the alternative closes;
    /// itself for nil.
    func reaching(_ reach: Double?, _ alternative: Alternative) -> Self {
        guard let reach else { return self }
        return Self(
            estimate: estimate, standardError: standardError, degreesOfFreedom: degreesOfFreedom, statistic: statistic,
            pValue: pValue,
            interval: .symmetric(
                around: estimate, standardError: standardError, alternative: alternative, level: interval.level,
                quantile: { _ in reach }))
    }

    /// How many standard errors the interval reaches from the estimate, to the side that it has; nil where it has none.
    public var reach: Double? {
        let half = interval.upper.isFinite ? interval.upper - estimate : estimate - interval.lower
        return half.isFinite && standardError > 0 ? half / standardError : nil
    }

    /// Whether the interval leaves out `value`: the verdict at the interval's level.
    public func excludes(_ value: Double) -> Bool { !interval.contains(value) }
}

extension StudentT {
    /// The p-value of a t statistic: twice the upper tail of its magnitude, or one tail.
    func pValue(_ statistic: Double, alternative: Alternative) -> Double {
        switch alternative {
        case .twoSided: 2 * upperTail(statistic.magnitude)
        case .greater: upperTail(statistic)
        case .less: lowerTail(statistic)
        }
    }
}

extension Estimate: Codable {
    private enum CodingKeys: String, CodingKey {
        case estimate, standardError, degreesOfFreedom, statistic, pValue, interval
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func real(_ key: CodingKeys) throws -> Double { try container.decode(ExtendedReal.self, forKey: key).value }
        self.init(
            estimate: try real(.estimate), standardError: try real(.standardError),
            degreesOfFreedom: try real(.degreesOfFreedom), statistic: try real(.statistic),
            pValue: try real(.pValue), interval: try container.decode(Interval.self, forKey: .interval))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ExtendedReal(estimate), forKey: .estimate)
        try container.encode(ExtendedReal(standardError), forKey: .standardError)
        try container.encode(ExtendedReal(degreesOfFreedom), forKey: .degreesOfFreedom)
        try container.encode(ExtendedReal(statistic), forKey: .statistic)
        try container.encode(ExtendedReal(pValue), forKey: .pValue)
        try container.encode(interval, forKey: .interval)
    }
}
