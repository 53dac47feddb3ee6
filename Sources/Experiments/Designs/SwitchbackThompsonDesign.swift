import Marketplace
import PolicyKit
import Randomness
import Statistics

extension Design {
    /// A switchback, read by Horvitz and Thompson for a treatment that acts on later blocks.
    public static let switchbackThompson = Design(
        "switchback_ht", words: "switchback by Horvitz and Thompson", units: "blocks of time",
        definition:
            "Blocks of time split; Horvitz and Thompson over blocks whose predecessors are in their arm, by redrawing assignments.",
        role: .switchback, method: "randomisation test over blocks of time", coarsest: .session)
}

extension Design {
    /// Whether its estimate of an arm may be negative where the metric cannot: weighted by the chances of assignments, it is unbiased and
    /// keeps to no bounds.
    var estimatesMayBeNegative: Bool { self == .switchbackThompson }
}

extension DesignModel {
    static let switchbackThompson = DesignModel(
        .switchbackThompson, split: BlocksApart.self,
        contrast: { BlockSample($0, units: $1, users: $2, unitsOffered: $3) },
        faults: { plan in
            let (blocks, acting) = (
                plan.switchback.blocks(in: plan.schedule.experiment), plan.switchback.carryover + 1
            )
            guard blocks <= 2_000 else {
                return [
                    DesignFault(
                        ["experiment.switchback.block"],
                        "switchback_ht keeps every block and redraws them all: expected at most 2000, found \(blocks)")
                ]
            }
            let rarer = min(plan.split.treatmentShare, 1 - plan.split.treatmentShare) * Double(blocks)
            let few =
                rarer < 2 * Double(acting)
                ? [
                    DesignFault(
                        ["experiment.length", "experiment.switchback.carryover"],
                        "switchback_ht needs at least \(2 * acting) blocks in each arm for a carryover of \(acting - 1), "
                            + "but of \(blocks) blocks one has about \(Unit.number.text(rarer.rounded()))")
                ] : []
            return few + DesignFault.needsTwoArms(plan, "switchback_ht") + DesignFault.leavesNothing(plan)
        })
}

extension BlocksApart {
    /// The blocks of which some time counts, one by one.
    func blocks(of measure: UnitTotals<BlockIndex>, _ plan: Plan) -> UnitMoments.Blocks {
        let (index, quantities) = (measure.index, plan.quantities)
        var unit = UnitRow(quantities)
        return UnitMoments.Blocks(
            arms: index.there.map { arm(ofBlock: $0) }, days: index.there.map { index.days(of: $0) },
            sums: index.there.map { block in
                measure.read(block, into: &unit.values)
                return Array(unit.values[..<quantities.measured.count])
            },
            carryover: Int(plan.switchback.carryover), seed: seed)
    }
}

/// Reads a metric out of a switchback by Horvitz and Thompson.
struct BlockSample: ContrastSample {
    /// Assignments that are drawn again, beside the one that was.
    private static let redraws = 999
    private let sample: BlockThompson
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
        // No block is in both arms, so that control's error is at most the difference's.
        let half = (difference.interval.upper - difference.interval.lower) / 2
        return Comparison(
            difference: difference,
            relative: sample.control > half ? BlockSample.scaled(difference, by: 1 / sample.control) : nil,
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

extension UnitMoments {
    /// The blocks of a switchback, one by one in their order.
    public struct Blocks: Sendable, Equatable, Codable {
        /// The arm of each.
        public var arms: [UInt8]
        /// Days of each that count.
        public var days: [Double]
        /// The sum of every quantity in each block.
        public var sums: [[Double]]
        /// Blocks after it on which a block's treatment may still act.
        public var carryover: Int
        /// Draws other assignments.
        public var seed: UInt64

        func total(_ variable: Int) -> Double { sums.reduce(0) { $0 + $1[variable] } }

        /// Which blocks are treated, and `others` assignments of as many, drawn without replacement.
        func assignments(others: Int) -> [[Bool]] {
            let treated = arms.count { $0 == 1 }
            return [arms.map { $0 == 1 }]
                + (0..<others).map { draw in
                    let salt = StableHash.mix(seed, UInt64(draw))
                    let order = arms.indices.sorted {
                        StableHash.mix(salt, UInt64($0)) < StableHash.mix(salt, UInt64($1))
                    }
                    var other = Array(repeating: false, count: arms.count)
                    for block in order.prefix(treated) { other[block] = true }
                    return other
                }
        }
    }
}
