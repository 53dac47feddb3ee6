import Marketplace
import Statistics

/// Reads one metric out of all replications of a run: the experiment's estimate, the truth, and the bias between them.
struct MetricReader {
    private let metric: Metric
    private let design: Design
    private let level: Double
    /// A value or an error a replication, in order.
    private let replications: [Replication]
    /// Of a two-sided design, one a replication that has them.
    private let pairs: [PairSample]

    /// What one replication says about the metric.
    private struct Replication {
        let control: Double?
        let treatment: Double?
        /// What the design takes for the effect.
        let effect: Double?
        let comparison: Result<Comparison, StatisticsError>
        let allControl: Double?
        let allTreated: Double?
    }

    /// - Parameters:
    ///   - design: one of the plan's.
    ///   - place: of the design among them.
    init(
        _ metric: Metric, design: Design = .userSplit, place: Int = 0, level: Double,
        replications: [FeedReplication]
    ) {
        self.metric = metric
        self.design = design
        self.level = level
        let samples = replications.map { MetricSample(metric, design: design, world: $0.designs[place]) }
        pairs = samples.compactMap(\.pairs)
        self.replications = zip(replications, samples).map { worlds, sample in
            return Replication(
                control: sample.value(inArm: 0), treatment: sample.value(inArm: 1), effect: sample.effect(),
                comparison: Result { () throws(StatisticsError) in try sample.compare(level: level) },
                allControl: MetricSample(metric, world: worlds.allControl).value(inArm: 0),
                allTreated: MetricSample(metric, world: worlds.allTreated).value(inArm: 1))
        }
    }

    /// Whether any replication has a value in both arms, and in both twins.
    var isDefined: Bool {
        replications.contains { $0.control != nil && $0.treatment != nil }
            && replications.contains { $0.allControl != nil && $0.allTreated != nil }
    }

    /// - Parameter users: of control and treatment, over all replications.
    func read(users: [Int]) -> MetricReadout {
        let pairs = replications.compactMap { replication in
            replication.control.flatMap { control in replication.treatment.map { (control, $0) } }
        }
        let truths = replications.compactMap { replication in
            replication.allControl.flatMap { control in replication.allTreated.map { (control, $0) } }
        }
        let estimate = experimentEstimate(pairs, effects: replications.compactMap(\.effect))
        let truth = MetricReader.truth(truths, isSigned: metric.mayBeNegative, level: level)
        var readout = MetricReadout(
            name: metric.name, label: metric.label, definition: metric.definition, unit: metric.unit,
            moreIsBetter: metric.moreIsBetter,
            control: ArmValue(mean: MetricReader.mean(pairs.map(\.0)), n: users[0]),
            treatment: ArmValue(mean: MetricReader.mean(pairs.map(\.1)), n: users[1]),
            difference: estimate.difference, relative: estimate.relative,
            relativeDefinition: replications.count > 1
                ? "mean difference over mean control of the replications, delta method" : "delta method",
            pValue: estimate.pValue, method: replications.count > 1 ? "t over replications" : design.method,
            adjusted: adjusted(), truth: truth,
            bias: Bias(estimate: estimate.difference, truth: truth.difference),
            note: note(pairs))
        readout.spillovers = spillovers()
        return readout
    }

    /// Of a two-sided design; nil of others.
    private func spillovers() -> Spillovers? {
        guard !pairs.isEmpty, pairs.count == replications.count else { return nil }
        func side(_ weights: CellWeights) -> EffectEstimate {
            let each = pairs.map { $0.spillover(weights, level: level) }
            if each.count == 1 {
                return each[0].estimate.map { EffectEstimate($0) } ?? EffectEstimate(estimate: each[0].effect)
            }
            return MetricReader.mean(each.map(\.effect), level: level).effect
        }
        return Spillovers(users: side(.customerSpillover), listings: side(.listingSpillover))
    }

    /// Whether what is estimated of an arm may be negative.
    private var isSigned: Bool { metric.mayBeNegative || design.estimatesMayBeNegative }

    private func experimentEstimate(
        _ pairs: [(Double, Double)], effects: [Double]
    ) -> (difference: EffectEstimate, relative: EffectEstimate?, pValue: Double?) {
        if replications.count == 1 {
            guard case .success(let comparison)? = replications.first?.comparison else {
                return (EffectEstimate(estimate: effects.first ?? 0), nil, nil)
            }
            return (
                EffectEstimate(comparison.difference).withoutRounding(of: pairs),
                comparison.relative.flatMap { isSigned && pairs.contains { $0.0 <= 0 } ? nil : EffectEstimate($0) },
                comparison.difference.pValue
            )
        }
        let difference = MetricReader.mean(effects, level: level)
        // Where the effect is no difference of the arms, control and effect make up what would be treated.
        let relative = try? ReplicationInterval.relativeDifference(
            treated: zip(pairs, effects).map { design.isInterpolated ? $0.0 + $1 : $0.1 }, control: pairs.map(\.0),
            isSigned: isSigned, level: level)
        return (
            difference.effect.withoutRounding(of: pairs), relative.map { EffectEstimate($0) }, difference.pValue
        )
    }

    /// The CUPED-adjusted difference; nil where a replication has none.
    private func adjusted() -> AdjustedEstimate? {
        let each = replications.compactMap { try? $0.comparison.get().adjusted }
        guard each.count == replications.count, let first = each.first else { return nil }
        let reduction = MetricReader.mean(each.map(\.varianceReduction))
        if replications.count == 1 {
            return AdjustedEstimate(
                method: "CUPED on the warm-up", difference: EffectEstimate(first.difference),
                pValue: first.difference.pValue, varianceReduction: reduction)
        }
        let difference = MetricReader.mean(each.map(\.difference.estimate), level: level)
        return AdjustedEstimate(
            method: "CUPED on the warm-up, t over replications", difference: difference.effect,
            pValue: difference.pValue, varianceReduction: reduction)
    }

    /// The truth from pairs of twins: a value with nobody treated, and one with everybody treated.
    /// - Parameter isSigned: whether a value may be negative.
    static func truth(_ twins: [(Double, Double)], isSigned: Bool = false, level: Double) -> TruthReadout {
        let relative = try? ReplicationInterval.relativeDifference(
            treated: twins.map(\.1), control: twins.map(\.0), isSigned: isSigned, level: level)
        return TruthReadout(
            control: MetricReader.mean(twins.map(\.0)), treatment: MetricReader.mean(twins.map(\.1)),
            difference: MetricReader.mean(twins.map { $0.1 - $0.0 }, level: level).effect.withoutRounding(of: twins),
            relative: relative.map { EffectEstimate($0) })
    }

    private func note(_ pairs: [(Double, Double)]) -> String? {
        if pairs.count < replications.count {
            return
                "\(replications.count - pairs.count) of \(Plural.text(replications.count, "replication")) had nothing to divide by in an arm"
        }
        if replications.count == 1, case .failure(let error)? = replications.first?.comparison {
            return "no interval: \(error.description)"
        }
        if replications.count == 1, case .success(let one)? = replications.first?.comparison,
            !one.difference.interval.isBounded
        {
            return "no interval: there are too few \(design.units) to reject any effect"
        }
        if replications.count > 1, pairs.allSatisfy({ $0.0 == 0 }) {
            return "no relative effect: the metric is 0 in control"
        }
        if design.estimatesMayBeNegative, !metric.mayBeNegative, pairs.contains(where: { $0.0 < 0 || $0.1 < 0 }) {
            return "\(design.words) estimates without bias and without bounds: an arm's value may come out negative"
        }
        if replications.count == 1 { return "the truth has no interval: one replication gives none, run at least two" }
        return nil
    }

    static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    /// The mean over replications with its t interval and the p-value of no effect.
    static func mean(_ values: [Double], level: Double) -> (effect: EffectEstimate, pValue: Double?) {
        guard let interval = try? ReplicationInterval.mean(of: values, level: level) else {
            return (EffectEstimate(estimate: 0), nil)
        }
        let pValue = interval.standardError.flatMap { error in
            try? Estimate(
                testing: interval.estimate, standardError: error, degreesOfFreedom: Double(values.count - 1)
            ).pValue
        }
        return (EffectEstimate(interval), pValue)
    }
}

extension Interval {
    /// Whether it has two ends.
    fileprivate var isBounded: Bool { lower.isFinite && upper.isFinite }
}

extension EffectEstimate {
    /// Exactly 0 where only rounding tells the values apart that it compares, as means of equal totals may differ by that.
    fileprivate func withoutRounding(of pairs: [(Double, Double)]) -> EffectEstimate {
        let scale = pairs.map { max(abs($0.0), abs($0.1)) }.max() ?? 0
        guard abs(estimate) <= 16 * scale.ulp else { return self }
        return EffectEstimate(estimate: 0, lower: lower, upper: upper, standardError: standardError)
    }

    init(_ estimate: Estimate) {
        let isBounded = estimate.interval.isBounded
        self.init(
            estimate: estimate.estimate, lower: isBounded ? estimate.interval.lower : nil,
            upper: isBounded ? estimate.interval.upper : nil, standardError: estimate.standardError)
    }

    init(_ interval: ReplicationInterval) {
        self.init(
            estimate: interval.estimate, lower: interval.interval?.lower, upper: interval.interval?.upper,
            standardError: interval.standardError)
    }
}
