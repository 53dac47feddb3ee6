/// How likely a test finds an effect, and how many units or how large an effect that takes.
///
/// Two-sided power counts both tails, so that it is alpha at no effect.
public struct PowerAnalysis: Sendable, Codable, Hashable {
    /// Significance level, above 0 and below 1.
    public var alpha: Double
    /// Tails of the test that is planned.
    public var alternative: Alternative
    /// Treatment units per control unit, above 0.
    public var ratio: Double
    /// Variances of an arm's standard error, and with them the degrees of freedom: n_c + n_t - 2 when pooled.
    public var variances: ComparisonSettings.Variances
    /// Normal or t quantiles, the latter with the noncentral t distribution.
    public var reference: ComparisonSettings.Reference

    /// Welch's two-sided test at 5 % with arms of equal size, unless told otherwise.
    public init(
        alpha: Double = 0.05, alternative: Alternative = .twoSided, ratio: Double = 1,
        variances: ComparisonSettings.Variances = .unequal, reference: ComparisonSettings.Reference = .studentT
    ) {
        self.alpha = alpha
        self.alternative = alternative
        self.ratio = ratio
        self.variances = variances
        self.reference = reference
    }

    /// The variances per unit of the two arms, in the metric's unit squared.
    public struct ArmVariances: Sendable, Codable, Hashable {
        /// Variance of the control arm, above 0.
        public var control: Double
        /// Variance of the treatment arm, above 0.
        public var treatment: Double

        /// The variances of both arms.
        public init(control: Double, treatment: Double) {
            self.control = control
            self.treatment = treatment
        }

        /// Standardised effects: both variances are 1.
        public static let unit = Self(control: 1, treatment: 1)
    }

    /// Probability that the test rejects when the effect is `effect`.
    ///
    /// - Parameters:
    ///   - effect: treatment minus control, in the metric's unit.
    ///   - controlN: units in the control arm, above 1; need not be whole.
    /// - Throws: `outside` for settings out of range, `tooFewUnits`, `noVariance`, `notConverged`.
    public func power(
        effect: Double, variances arms: ArmVariances, controlN: Double
    ) throws(StatisticsError) -> Double {
        try check(arms)
        guard controlN > 1 else { throw .tooFewUnits(in: .control) }
        guard controlN * ratio > 1 else { throw .tooFewUnits(in: .treatment) }
        return try rejection(effect: effect, arms, controlN)
    }

    /// Units in the control arm for which the power is `power`; not rounded.
    ///
    /// - Throws: as `power(effect:variances:controlN:)`, and `undefined` where no number of units gives it.
    public func controlN(
        power: Double, effect: Double, variances arms: ArmVariances
    ) throws(StatisticsError) -> Double {
        try check(arms)
        try check(power: power, effect: effect)
        let name = "the sample size for a power"
        let start = 1.0000001 * max(1, 1 / ratio)
        // A typed throw cannot pass a plain closure: what cannot be computed counts as no power.
        let shortfall = { (n: Double) in ((try? rejection(effect: effect, arms, n)) ?? 0) - power }
        if shortfall(start * 2) >= 0, shortfall(start) >= 0 { return start }
        let end = try RootFinder.bracket(of: name, from: start * 2, shortfall)
        return try RootFinder.root(of: name, between: start, and: end, relativeError: 1e-12, shortfall)
    }

    /// The minimum detectable effect: the one for which the power is `power`, in the metric's unit.
    ///
    /// Positive, except for the alternative `less`.
    ///
    /// - Throws: as `power(effect:variances:controlN:)`.
    public func detectableEffect(
        power: Double, variances arms: ArmVariances, controlN: Double
    ) throws(StatisticsError) -> Double {
        try check(arms)
        guard controlN > 1 else { throw .tooFewUnits(in: .control) }
        guard controlN * ratio > 1 else { throw .tooFewUnits(in: .treatment) }
        let sign = alternative == .less ? -1.0 : 1.0
        try check(power: power, effect: sign)
        let name = "the detectable effect for a power"
        let shortfall = { (size: Double) in ((try? rejection(effect: sign * size, arms, controlN)) ?? 0) - power }
        let unit = standardError(arms, controlN).standardError
        let end = try RootFinder.bracket(of: name, from: unit, shortfall)
        return sign * (try RootFinder.root(of: name, between: 0, and: end, relativeError: 1e-12, shortfall))
    }

    private func standardError(
        _ arms: ArmVariances, _ controlN: Double
    ) -> (standardError: Double, degreesOfFreedom: Double) {
        var settings = ComparisonSettings()
        settings.variances = variances
        settings.reference = reference
        return settings.error(
            controlVariance: arms.control, controlN: controlN, treatmentVariance: arms.treatment,
            treatmentN: controlN * ratio)
    }

    private func rejection(effect: Double, _ arms: ArmVariances, _ controlN: Double) throws(StatisticsError) -> Double {
        let error = standardError(arms, controlN)
        let null = StudentT(degreesOfFreedom: error.degreesOfFreedom)
        let shifted = NoncentralT(
            degreesOfFreedom: error.degreesOfFreedom, noncentrality: effect / error.standardError)
        switch alternative {
        case .greater: return try shifted.upperTail(null.quantile(upperTail: alpha))
        case .less: return try shifted.lowerTail(-null.quantile(upperTail: alpha))
        case .twoSided:
            let critical = null.quantile(upperTail: alpha / 2)
            return min(1, try shifted.upperTail(critical) + shifted.lowerTail(-critical))
        }
    }

    private func check(_ arms: ArmVariances) throws(StatisticsError) {
        guard alpha > 0, alpha < 1 else { throw .outside("alpha", range: "above 0 and below 1") }
        guard ratio > 0, ratio.isFinite else { throw .outside("the ratio of the arms", range: "above 0") }
        guard arms.control > 0 else { throw .noVariance(in: .control) }
        guard arms.treatment > 0 else { throw .noVariance(in: .treatment) }
    }

    private func check(power: Double, effect: Double) throws(StatisticsError) {
        guard power > 0, power < 1 else { throw .outside("the power", range: "above 0 and below 1") }
        let reachable = alternative == .twoSided ? effect != 0 : (alternative == .less) == (effect < 0) && effect != 0
        guard power > alpha || reachable else { throw .outside("the power", range: "above alpha") }
        guard reachable else { throw .undefined("no number of units finds an effect that the test does not look for") }
        guard power > alpha else { throw .outside("the power", range: "above alpha") }
    }
}
