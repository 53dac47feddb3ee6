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
