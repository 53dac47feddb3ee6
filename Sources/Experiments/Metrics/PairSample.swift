import Foundation
import Marketplace
import Statistics

/// Reads a metric out of a world in which users and listings are split: what is measured, and which contrast of the four cells
/// the design takes for the effect.
struct PairSample: ContrastSample {
    private let sample: TwoSidedSample
    private let weights: CellWeights
    /// What a lift is a share of.
    private let base: CellWeights

    /// Nil for a share of units where none were offered, and where a cell is empty.
    init?(_ metric: Metric, design: Design, units: UnitMoments, users: Int, unitsOffered: Int) {
        let measure: SumMeasure
        switch metric.kind {
        case .mean(let quantity): measure = .total(units.variable(quantity), factor: 1 / Double(users))
        case .perUnitOffered(let quantity):
            guard unitsOffered > 0 else { return nil }
            measure = .total(units.variable(quantity), factor: 1 / Double(unitsOffered))
        case .ratio(let numerator, let denominator):
            measure = .ratio(units.variable(numerator), units.variable(denominator))
        }
        guard let sample = try? TwoSidedSample(units.pairs, measure) else { return nil }
        self.sample = sample
        // Users for each unit on offer stand for demand over supply.
        let leftOver = unitsOffered > 0 ? exp(-Double(users) / Double(unitsOffered)) : 0
        switch design {
        case .interpolatedOnce: weights = .interpolated(leftOverShare: leftOver, correction: 1)
        case .interpolatedTwice: weights = .interpolated(leftOverShare: leftOver, correction: 2)
        default: weights = .naive(shares: sample.shares)
        }
        // Of TSRN all that is not treated on both sides stands for control.
        base = design.isInterpolated ? .control : .treated + -1 * weights
    }

    /// The rates of the pairs with neither side treated (of TSRN: not both) and with both.
    var values: (control: Double, treatment: Double) { (sample.cells.contrast(base), sample.cells.treated) }

    /// The estimate alone.
    var effect: Double { sample.cells.contrast(weights) }

    /// What one side's treatment does where the other is not treated.
    func spillover(_ side: CellWeights, level: Double) -> (effect: Double, estimate: Estimate?) {
        (sample.cells.contrast(side), try? sample.estimate(side, level: level))
    }

    /// Treated less control, with interval and lift.
    func compare(level: Double) throws(StatisticsError) -> Comparison {
        Comparison(
            difference: try sample.estimate(weights, level: level),
            relative: try? sample.relative(weights, to: base, level: level), adjusted: nil)
    }
}
