import Marketplace

/// The units of a world's design, one by one, when the world has run: the rows of which its moments were made.
package struct WorldUnits {
    package let outcome: FeedOutcome
    /// How the world is read out: a twin like a split of users, in one arm.
    package let design: Design
    package let plan: Plan
    let units: any UnitFollower
    let world: FollowedWorld
    let arms: WorldArms
    /// Nil where the plan has none.
    let userSegments: UserSegments?

    package func forEach(_ body: (UnitRow) throws -> Void) rethrows {
        try units.forEachUnit(in: world, body)
    }

    /// The columns that name a unit, and what stands in them.
    package var nameColumns: [String] { units.nameColumns }
    package func name(of unit: UnitRow) -> [Int] { units.name(of: unit.number) }

    /// The columns of what units belong to beside their arms, and what stands in them.
    package var segmentColumns: [String] {
        guard design.splitsUsers else { return [] }
        return plan.layers.map { "layer_\($0.name)" } + plan.segmentations.map { "segment_\($0.name)" }
    }
    package func segments(of unit: UnitRow) -> [String] {
        guard design.splitsUsers else { return [] }
        return arms.layerArms(ofUser: UInt32(unit.number)).map(String.init)
            + (userSegments?.names(of: unit.number) ?? [])
    }

    /// The metrics that the design reads, as sums over the units.
    package var metrics: [UnitMetric] {
        plan.metrics.compactMap(Metric.named).filter(design.reads).compactMap { metric in
            let samples = plan.arms.indices.dropFirst().map { arm in
                MetricSample(metric, design: design, world: outcome.mapped { $0.comparing(arm) })
            }
            guard let terms = samples[0].terms else { return nil }
            let isAdjusted = samples.contains { (try? $0.compare(level: plan.level))?.adjusted != nil }
            return UnitMetric(metric, terms, in: outcome.units, isAdjusted: isAdjusted)
        }
    }
}

/// A metric as columns of a table of units: a mean over them, or a ratio of two sums.
package struct UnitMetric {
    /// A column of numbers.
    package struct Column: Hashable {
        package let name: String
        private let place: Int
        private let factor: Double

        /// A quantity in the experiment; where a factor multiplies it, under the metric's name.
        init(_ quantity: Quantity, factor: Double = 1, of metric: Metric, in units: UnitMoments) {
            name = factor == 1 ? quantity.name : "scaled_\(metric.name)"
            place = units.variables(quantity)[0]
            self.factor = factor
        }

        /// A quantity in the warm-up.
        init(before quantity: Quantity, in units: UnitMoments) {
            name = "\(quantity.name)_before"
            place = units.variables(quantity)[1]
            factor = 1
        }

        package func value(of unit: UnitRow) -> Double { unit.values[place] * factor }
    }

    /// Numerator first; one for a mean.
    package let columns: [Column]
    /// The columns in the warm-up, which take out variance; empty where nothing was seen there.
    package let before: [Column]

    init(_ metric: Metric, _ terms: MetricSample.Terms, in units: UnitMoments, isAdjusted: Bool) {
        let denominator = terms.denominator.map { [$0] } ?? []
        columns =
            [Column(terms.numerator, factor: terms.factor, of: metric, in: units)]
            + denominator.map { Column($0, of: metric, in: units) }
        before = isAdjusted ? ([terms.numerator] + denominator).map { Column(before: $0, in: units) } : []
    }
}

extension Plan {
    /// The design whose difference of arms a table of a world's units gives; nil where that takes more than two arms of
    /// units: stages, pairs, and blocks that act on later ones. A twin is read like a split of users.
    package func unitDesign(of role: WorldRole) -> Design? {
        role == .allTreated || role == .allControl ? .userSplit : designs.first { $0.role == role && !$0.isContrast }
    }
}
