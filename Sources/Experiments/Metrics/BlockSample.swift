import Marketplace
import Statistics

/// Reads a metric out of a switchback by Horvitz and Thompson.
struct BlockSample: ContrastSample {
    /// Assignments that are drawn again, beside the one that was.
    private static let redraws = 999
    private let sample: BlockThompson
    /// What stands for a lift's denominator.
    private var size: Double { sample.control.magnitude }

    /// Nil for a share of units where none were offered, and where an arm has too few blocks.
    init?(_ metric: Metric, units: UnitMoments, users: Int, unitsOffered: Int) {
        guard let blocks = units.blocks else { return nil }
        let outcomes: [Double]
        func perDay(_ quantity: Quantity, over number: Int) -> [Double] {
            let variable = units.variable(quantity)
            return zip(blocks.sums, blocks.days).map { $0[variable] / $1 * units.population / Double(number) }
        }
        switch metric.kind {
        case .mean(let quantity): outcomes = perDay(quantity, over: users)
        case .perUnitOffered(let quantity):
            guard unitsOffered > 0 else { return nil }
            outcomes = perDay(quantity, over: unitsOffered)
        case .ratio(let first, let second):
            // Linearised at the ratio over all blocks.
            let (numerator, denominator) = (units.variable(first), units.variable(second))
            let (above, below) = (blocks.total(numerator), blocks.total(denominator))
            guard below > 0 else { return nil }
            let mean = below / Double(blocks.sums.count)
            outcomes = blocks.sums.map {
                above / below + ($0[numerator] - above / below * $0[denominator]) / mean
            }
        }
        guard
            let sample = try? BlockThompson(
                outcomes: outcomes, assignments: blocks.assignments(others: BlockSample.redraws),
                carryover: blocks.carryover)
        else { return nil }
        self.sample = sample
    }

    var values: (control: Double, treatment: Double) { (sample.control, sample.treatment) }
    var effect: Double { sample.treatment - sample.control }

    func compare(level: Double) throws(StatisticsError) -> Comparison {
        let difference = try sample.estimate(level: level)
        return Comparison(
            difference: difference, relative: size > 0 ? BlockSample.scaled(difference, by: 1 / size) : nil,
            adjusted: nil)
    }

    /// As a share of control as it was seen.
    private static func scaled(_ difference: Estimate, by factor: Double) -> Estimate {
        Estimate(
            estimate: difference.estimate * factor, standardError: difference.standardError * factor,
            degreesOfFreedom: difference.degreesOfFreedom, statistic: difference.statistic, pValue: difference.pValue,
            interval: Interval(
                lower: difference.interval.lower * factor, upper: difference.interval.upper * factor,
                level: difference.interval.level))
    }
}
