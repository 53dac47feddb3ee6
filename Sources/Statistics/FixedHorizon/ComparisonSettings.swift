/// How two arms are to be compared once, at the end of an experiment: alternative, level, null and reference.
public struct ComparisonSettings: Sendable, Codable, Hashable {
    /// Which variance an arm's standard error uses.
    public enum Variances: String, Sendable, Codable, CaseIterable {
        /// Each arm its own: Welch's test.
        case unequal
        /// One for both, weighted by degrees of freedom: Student's test.
        case pooled
    }

    /// Which distribution gives quantiles and p-values.
    public enum Reference: String, Sendable, Codable, CaseIterable {
        /// Student's t, with Welch-Satterthwaite degrees of freedom when the variances are unequal.
        case studentT
        /// The normal: a z test.
        case normal
    }

    /// Tails of the test and open end of the interval.
    public var alternative: Alternative
    /// Confidence level of the interval, above 0 and below 1: 1 - alpha.
    public var level: Double
    /// Effect under the null, in the unit of the effect reported; the margin in a non-inferiority test.
    public var nullEffect: Double
    /// Whether each arm's standard error takes its own variance.
    public var variances: Variances
    /// Student's t or the normal.
    public var reference: Reference
    /// Whether one arm may have zero variance, as long as the other varies.
    ///
    /// Off by default, as in gbstats: an arm without a single purchase says less than its zero variance claims.
    public var allowsConstantArm: Bool

    /// Welch's two-sided test at 95 % of no effect, unless told otherwise.
    public init(
        alternative: Alternative = .twoSided, level: Double = 0.95, nullEffect: Double = 0,
        variances: Variances = .unequal, reference: Reference = .studentT, allowsConstantArm: Bool = false
    ) {
        self.alternative = alternative
        self.level = level
        self.nullEffect = nullEffect
        self.variances = variances
        self.reference = reference
        self.allowsConstantArm = allowsConstantArm
    }
}

extension ComparisonSettings {
    /// Throws unless both arms have units and variance enough for the settings.
    func check<Sample: SampleSummary>(control: Sample, treatment: Sample) throws(StatisticsError) {
        for (sample, arm) in [(control, Arm.control), (treatment, Arm.treatment)] {
            do throws(StatisticsError) {
                try sample.requireVariance(as: arm)
            } catch {
                guard allowsConstantArm, error == .noVariance(in: arm), sample.variance == 0 else { throw error }
            }
        }
        // What rounding leaves of equal values is no variance.
        let isRounding = [control, treatment].map { $0.variance <= 1e-30 * $0.mean * $0.mean }
        if isRounding.allSatisfy(\.self) { throw .noVariance }
    }

    /// Standard error of a difference and its degrees of freedom, from the arms' variances per unit.
    func error(
        controlVariance: Double, controlN: Int, treatmentVariance: Double, treatmentN: Int
    ) -> (standardError: Double, degreesOfFreedom: Double) {
        error(
            controlVariance: controlVariance, controlN: Double(controlN), treatmentVariance: treatmentVariance,
            treatmentN: Double(treatmentN))
    }

    /// The error for numbers of units that need not be whole, as in planning.
    ///
    /// Welch (1947): nu = (a + b)^2 / (a^2/(n_t - 1) + b^2/(n_c - 1)) with a, b the arms' squared standard errors.
    func error(
        controlVariance: Double, controlN c: Double, treatmentVariance: Double, treatmentN t: Double
    ) -> (standardError: Double, degreesOfFreedom: Double) {
        let squared: Double
        let degrees: Double
        switch variances {
        case .unequal:
            let (a, b) = (treatmentVariance / t, controlVariance / c)
            squared = a + b
            // Scaled by the sum, because the squares of tiny variances underflow.
            let (shareA, shareB) = (a / squared, b / squared)
            degrees = 1 / (shareA * shareA / (t - 1) + shareB * shareB / (c - 1))
        case .pooled:
            degrees = c + t - 2
            let pooled = ((c - 1) * controlVariance + (t - 1) * treatmentVariance) / degrees
            squared = pooled / c + pooled / t
        }
        return (squared.squareRoot(), reference == .normal ? .infinity : degrees)
    }

    /// How many standard errors the interval reaches to either side.
    func reach(degreesOfFreedom: Double) -> Double {
        StudentT(degreesOfFreedom: degreesOfFreedom).quantile(upperTail: alternative.tail(of: level))
    }

    /// The test and interval of an estimate under these settings.
    func estimate(
        _ value: Double, standardError: Double, degreesOfFreedom: Double
    ) throws(StatisticsError) -> Estimate {
        try Estimate(
            testing: value, standardError: standardError, degreesOfFreedom: degreesOfFreedom,
            alternative: alternative, level: level, nullEffect: nullEffect)
    }
}

/// The absolute difference of two arms' means, treatment minus control, by Welch's test (Welch 1947).
///
/// Works for every sample that has a mean and a variance per unit: means, proportions, ratios, adjusted ones. The
/// p-value is twice a survival function, so that 1e-112 is printed as itself.
///
/// ```swift
/// let control = MeanSample(Moments(of: [1, 2, 3, 4]))
/// let treatment = MeanSample(Moments(of: [2, 3, 4, 6]))
/// let estimate = try Welch.difference(control: control, treatment: treatment)
/// print(estimate.estimate, estimate.interval, estimate.pValue)
/// ```
public enum Welch {
    /// Estimates and tests the difference, in the metric's unit.
    ///
    /// - Throws: `tooFewUnits` below two units in an arm, `noVariance` where an arm has none (see
    ///   `ComparisonSettings.allowsConstantArm`), `outside` for a level that is none.
    public static func difference<Sample: SampleSummary>(
        control: Sample, treatment: Sample, settings: ComparisonSettings = .init()
    ) throws(StatisticsError) -> Estimate {
        try settings.check(control: control, treatment: treatment)
        let error = settings.error(
            controlVariance: control.variance, controlN: control.n, treatmentVariance: treatment.variance,
            treatmentN: treatment.n)
        return try settings.estimate(
            treatment.mean - control.mean, standardError: error.standardError,
            degreesOfFreedom: error.degreesOfFreedom)
    }
}
