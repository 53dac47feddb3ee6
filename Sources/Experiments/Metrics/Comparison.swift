import Statistics

/// Two arms compared on one metric in one world.
struct Comparison {
    let difference: Estimate
    let relative: Estimate?
    let adjusted: Adjusted?

    struct Adjusted {
        let difference: Estimate
        let varianceReduction: Double

        init(_ cuped: Cuped, _ settings: ComparisonSettings) throws(StatisticsError) {
            difference = try Welch.difference(control: cuped.control, treatment: cuped.treatment, settings: settings)
            varianceReduction = cuped.varianceReduction
        }
    }

    init(difference: Estimate, relative: Estimate?, adjusted: Adjusted?) {
        self.difference = difference
        self.relative = relative
        self.adjusted = adjusted
    }

    init<Sample: Statistics.ArmSummary>(
        control: Sample, treatment: Sample, settings: ComparisonSettings, adjusted: Adjusted?
    ) throws(StatisticsError) {
        difference = try Welch.difference(control: control, treatment: treatment, settings: settings)
        relative = (try? RelativeLift(control: control, treatment: treatment, settings: settings))?.estimate
        self.adjusted = adjusted
    }
}
