import Statistics

/// A metric of a design whose effect is no difference of two arms' moments: it says itself what each arm and the effect come to.
protocol ContrastSample {
    /// What stands for control, and for treatment.
    var values: (control: Double, treatment: Double) { get }
    /// The estimate alone.
    var effect: Double { get }
    /// Treated less control, with interval and lift.
    func compare(level: Double) throws(StatisticsError) -> Comparison
}

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

    init<Sample: SampleSummary>(
        control: Sample, treatment: Sample, settings: ComparisonSettings, adjusted: Adjusted?
    ) throws(StatisticsError) {
        difference = try Welch.difference(control: control, treatment: treatment, settings: settings)
        relative = (try? RelativeLift(control: control, treatment: treatment, settings: settings))?.estimate
        self.adjusted = adjusted
    }
}
