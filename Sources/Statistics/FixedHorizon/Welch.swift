/// The absolute difference of two arms' means, treatment minus control, by Welch's test (Welch 1947).
///
/// Works for every sample that has a mean and a variance per unit: means, proportions, ratios, adjusted ones. The
/// p-value is twice a survival function, so that 1e-112 is printed as itself.
public enum Welch {
    /// Estimates and tests the difference, in the metric's unit.
    ///
    /// - Throws: `tooFewUnits` below two units in an arm, `noVariance` where an arm has none (see
    ///   `ComparisonSettings.allowsConstantArm`), `outside` for a level that is none.
    public static func difference<Sample: ArmSummary>(
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
