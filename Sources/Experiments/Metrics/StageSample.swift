import Marketplace
import Statistics

/// Reads a metric out of a world in which users enter treatment stage by stage.
struct StageSample: ContrastSample {
    private let sample: StagedSample

    /// Nil for a share of units where none were offered, and where a stage has too few users.
    init?(_ metric: Metric, units: UnitMoments, users: Int, unitsOffered: Int) {
        let measure: SumMeasure
        switch metric.kind {
        case .mean(let quantity): measure = .total(units.variable(quantity), factor: 1)
        case .perUnitOffered(let quantity):
            guard unitsOffered > 0 else { return nil }
            measure = .total(units.variable(quantity), factor: Double(users) / Double(unitsOffered))
        case .ratio(let numerator, let denominator):
            measure = .ratio(units.variable(numerator), units.variable(denominator))
        }
        guard let sample = try? StagedSample(units.stages, measure) else { return nil }
        self.sample = sample
    }

    var values: (control: Double, treatment: Double) { (sample.control, sample.treatment) }
    var effect: Double { sample.treatment - sample.control }

    func compare(level: Double) throws(StatisticsError) -> Comparison {
        Comparison(
            difference: try sample.difference(level: level), relative: try? sample.relative(level: level),
            adjusted: nil)
    }
}
