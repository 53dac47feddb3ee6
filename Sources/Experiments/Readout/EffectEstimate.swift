import Statistics

/// An effect with its interval; bounds and standard error are nil when one replication gives none.
public struct EffectEstimate: Sendable, Equatable, Codable {
    /// The estimate, in the metric's unit or as a fraction.
    public var estimate: Double
    /// The interval's lower end; nil where there is no interval.
    public var lower: Double?
    /// The interval's upper end; nil where there is no interval.
    public var upper: Double?
    /// Standard error of the estimate; nil where there is none.
    public var standardError: Double?

    public init(estimate: Double, lower: Double? = nil, upper: Double? = nil, standardError: Double? = nil) {
        self.estimate = estimate
        self.lower = lower
        self.upper = upper
        self.standardError = standardError
    }
}

extension EffectEstimate {
    /// Exactly 0 where only rounding tells the values apart that it compares, as means of equal totals may differ by that.
    func withoutRounding(of pairs: [(Double, Double)]) -> EffectEstimate {
        let scale = pairs.map { max(abs($0.0), abs($0.1)) }.max() ?? 0
        guard abs(estimate) <= 16 * scale.ulp else { return self }
        return EffectEstimate(estimate: 0, lower: lower, upper: upper, standardError: standardError)
    }

    init(_ estimate: Estimate) {
        let isBounded = estimate.interval.lower.isFinite && estimate.interval.upper.isFinite
        self.init(
            estimate: estimate.estimate, lower: isBounded ? estimate.interval.lower : nil,
            upper: isBounded ? estimate.interval.upper : nil, standardError: estimate.standardError)
    }

    init(_ interval: ReplicationInterval) {
        self.init(
            estimate: interval.estimate, lower: interval.interval?.lower, upper: interval.interval?.upper,
            standardError: interval.standardError)
    }

    /// Whether the interval holds the value; without an interval, whether the estimate is the value.
    func contains(_ value: Double) -> Bool {
        guard let lower, let upper else { return estimate == value }
        return lower <= value && value <= upper
    }

    /// Whether there is an interval, and it leaves 0 out.
    var isClearOfZero: Bool { lower != nil && upper != nil && !contains(0) }
}

extension Interval {
    /// Whether it holds a value that is itself known with an error only.
    /// - Parameters:
    ///   - error: the value's standard error.
    ///   - own: the standard error that the interval is made of.
    func holds(_ value: Double, error: Double, own: Double) -> Bool {
        guard own > 0 else { return false }
        let half = (upper - lower) / 2 * (1 + error * error / (own * own)).squareRoot()
        return ((upper + lower) / 2 - value).magnitude <= half
    }
}

/// What one replication says by itself, with the error that it shows.
package struct SingleEstimate {
    let difference: EffectEstimate
    let relative: EffectEstimate?
    let pValue: Double?

    package init(difference: EffectEstimate, relative: EffectEstimate? = nil, pValue: Double? = nil) {
        self.difference = difference
        self.relative = relative
        self.pValue = pValue
    }
}

/// The global treatment effect from the twin worlds.
public struct TruthReadout: Sendable, Equatable, Codable {
    /// The metric with nobody treated and with everybody treated.
    public var control: Double
    /// The metric with everybody treated, in its unit.
    public var treatment: Double
    /// Everybody treated less nobody treated, in the metric's unit.
    public var difference: EffectEstimate
    /// The difference as a fraction of the metric with nobody treated; nil where that is not clear of 0, and where
    /// the metric with everybody treated is below 0.
    public var relative: EffectEstimate?

    public init(control: Double, treatment: Double, difference: EffectEstimate, relative: EffectEstimate?) {
        self.control = control
        self.treatment = treatment
        self.difference = difference
        self.relative = relative
    }

    /// Why there is no difference as a fraction, in a sentence's words; nil where there is one.
    var noteOnRelative: String? {
        if relative != nil { return nil }
        if control == 0 { return "the metric is 0 with nobody treated" }
        return treatment < 0
            ? "the metric is below 0 with everybody treated" : "the metric with nobody treated is not clear of 0"
    }
}

extension EffectEstimate {
    /// The effect in another unit, or from the other side.
    package func times(_ factor: Double) -> EffectEstimate {
        let ends = [lower, upper].compactMap { $0.map { $0 * factor } }
        return EffectEstimate(
            estimate: estimate * factor, lower: ends.count == 2 ? ends.min() : nil,
            upper: ends.count == 2 ? ends.max() : nil, standardError: standardError.map { $0 * factor.magnitude })
    }
}
