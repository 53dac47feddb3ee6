public import Marketplace
import Statistics

/// A quantity of two runs of one scenario, and how far it moved from the earlier run to the later one.
public struct QuantityShift: Sendable, Equatable, Codable {
    /// What kind of quantity it is.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// A metric's effect as the experiment says it.
        case experiment
        /// A metric's true effect.
        case truth
        /// A metric with nobody treated.
        case control
        /// How much a run had to do: events, page requests, candidates scored, exposures, over the worlds of a replication.
        case work

        /// In a sentence, after the quantity's name.
        public var words: String {
            switch self {
            case .experiment: "as the experiment says"
            case .truth: "true effect"
            case .control: "with nobody treated"
            case .work: "per replication"
            }
        }
    }

    /// Name of the metric or the count, as in `readout.json`.
    public var name: String
    /// Its name for people.
    public var label: String
    public var kind: Kind
    /// What a metric is counted in; nil of a count.
    public var unit: Metric.Unit?
    /// The mean over the replications of the earlier run that are compared.
    public var before: Double
    /// The mean over those of the later run.
    public var now: Double
    /// The later one's less the earlier one's.
    public var shift: EffectEstimate
    /// Two-sided, of no shift; nil where no replication differs, and where there are too few to tell.
    public var pValue: Double?
    /// Degrees of freedom of its error; nil where there is none.
    public var degreesOfFreedom: Double?

    /// How large a shift would be seen with a chance of 80 % by a test at the level: about
    /// (t(1 - level / 2) + t(0.8)) standard errors. Nil where there is no error.
    public func detectable(at level: Double) -> Double? {
        guard let error = shift.standardError, error > 0, let freedom = degreesOfFreedom else { return nil }
        let reference = StudentT(degreesOfFreedom: freedom)
        return error * (reference.quantile(upperTail: level / 2) + reference.quantile(upperTail: 0.2))
    }

    /// Whether the later run has more of it.
    public var isRise: Bool { shift.estimate > 0 }
}

/// A quantity's values in the replications of two runs.
struct QuantityValues {
    let name: String
    let label: String
    let kind: QuantityShift.Kind
    let unit: Metric.Unit?
    /// By replication; nil where it had no value.
    let values: [Double?]

    /// How far the quantity moved since an earlier run.
    /// - Parameters:
    ///   - pairs: places of replications with one seed, in this run and in the earlier one; nil where the runs are independent.
    ///   - level: of the shift's interval.
    /// - Returns: nil where there are no values to compare.
    func shift(since earlier: QuantityValues, pairs: [(now: Int, before: Int)]?, level: Double) -> QuantityShift? {
        func shift(_ now: [Double], _ before: [Double], _ effect: EffectEstimate, _ p: Double?, _ freedom: Double?)
            -> QuantityShift
        {
            QuantityShift(
                name: name, label: label, kind: kind, unit: unit, before: MetricTrials.mean(before),
                now: MetricTrials.mean(now), shift: effect, pValue: p, degreesOfFreedom: freedom)
        }
        guard let pairs else {
            let (now, before) = (values.compactMap(\.self), earlier.values.compactMap(\.self))
            guard !now.isEmpty, !before.isEmpty else { return nil }
            let test = try? Welch.difference(
                control: MeanSample(Moments(of: before)), treatment: MeanSample(Moments(of: now)),
                settings: ComparisonSettings(level: level, allowsConstantArm: true))
            let point = EffectEstimate(estimate: MetricTrials.mean(now) - MetricTrials.mean(before))
            return shift(
                now, before, now.count > 1 && before.count > 1 ? test.map { EffectEstimate($0) } ?? point : point,
                now.count > 1 && before.count > 1 ? test?.pValue : nil, test?.degreesOfFreedom)
        }
        // A metric may have fewer trials than its run has replications.
        let both = pairs.filter { $0.now < values.count && $0.before < earlier.values.count }.compactMap { place in
            values[place.now].flatMap { now in earlier.values[place.before].map { (now: now, before: $0) } }
        }
        guard !both.isEmpty else { return nil }
        let differences = both.map { $0.now - $0.before }
        let (effect, pValue) = MetricTrials.mean(differences, level: level)
        // Of seeds that all move by the same there is no chance in it; of one seed nothing can be told.
        let isConstant = differences.count > 1 && differences.allSatisfy { $0 == differences[0] && $0 != 0 }
        return shift(
            both.map(\.now), both.map(\.before), effect, isConstant ? 0 : pValue,
            differences.count > 1 ? Double(differences.count - 1) : nil)
    }
}

extension QuantityValues {
    /// All that is compared of a run: each metric's effects and its level with nobody treated, and what the run had to do.
    static func all(of readout: Readout) -> [QuantityValues] {
        var seen: Set<[Double?]> = []
        var all: [QuantityValues] = []
        for (place, one) in readout.treatments.enumerated() {
            let arm = place == 0 ? "" : " (\(one.arms.last?.name ?? "treatment \(place + 1)"))"
            for metric in one.metrics where !metric.trials.isEmpty {
                let kinds: [(QuantityShift.Kind, [Double?])] = [
                    (.experiment, metric.trials.map(\.effect)), (.truth, metric.trials.map(\.truth)),
                    (.control, metric.trials.map(\.allControl)),
                ]
                // Under several designs a metric has one truth.
                for (kind, values) in kinds where kind == .experiment || seen.insert(values).inserted {
                    all.append(
                        QuantityValues(
                            name: metric.name + (place == 0 ? "" : "@\(place + 1)"), label: metric.label + arm,
                            kind: kind, unit: metric.unit, values: values))
                }
            }
        }
        return all + work(of: readout.perReplication ?? [])
    }

    private static func work(of replications: [ReplicationReadout]) -> [QuantityValues] {
        let counts = replications.map(\.counts)
        // What the program had to do; what came of it (clicks, orders) is the metrics'.
        let all: [(name: String, label: String, values: [Int])] = [
            ("events", "events", counts.map(\.events)), ("requests", "page requests", counts.map(\.requests)),
            ("candidates", "candidates scored", counts.map { $0.candidates ?? 0 }),
            ("exposures", "exposures", counts.map(\.exposures)),
        ]
        return all.filter { $0.values.contains { $0 != 0 } }.map {
            QuantityValues(
                name: $0.name, label: $0.label, kind: .work, unit: nil, values: $0.values.map { Double($0) })
        }
    }
}
