import Marketplace
import Statistics

/// Reads one metric out of all replications of a run in the feed market, under one design.
struct MetricReader {
    private let metric: Metric
    private let design: Design
    private let level: Double
    let trials: MetricTrials
    /// How a bias is read where the design has units that live in both twins.
    private let bias: Bias.Method
    /// Of each replication by itself.
    private let comparisons: [Result<Comparison, StatisticsError>]
    /// Of a two-sided design, one a replication that has them.
    private let pairs: [PairSample]

    /// - Parameters:
    ///   - design: one of the plan's.
    ///   - place: of the design among them.
    ///   - bias: how it is read where the design has units that live in both twins.
    init(
        _ metric: Metric, design: Design = .userSplit, place: Int = 0, level: Double, bias: Bias.Method = .byUnit,
        replications: [FeedReplication]
    ) {
        self.metric = metric
        self.design = design
        self.level = level
        self.bias = bias
        let samples = replications.map { MetricSample(metric, design: design, world: $0.designs[place]) }
        pairs = samples.compactMap(\.pairs)
        comparisons = samples.map { sample in
            Result { () throws(StatisticsError) in try sample.compare(level: level) }
        }
        trials = MetricTrials(
            trials: zip(replications, samples).map { worlds, sample in
                MetricTrial(
                    control: sample.value(inArm: 0), treatment: sample.value(inArm: 1), effect: sample.effect(),
                    allControl: MetricSample(metric, world: worlds.allControl).value(inArm: 0),
                    allTreated: MetricSample(metric, world: worlds.allTreated).value(inArm: 1),
                    controlInTwin: MetricSample.value(of: metric, design, inTwin: worlds.allControl),
                    treatmentInTwin: MetricSample.value(of: metric, design, inTwin: worlds.allTreated))
            }, level: level)
    }

    /// The same, replication by replication, as a study takes it.
    /// - Parameter nulls: p-values where nothing was changed.
    func trials(nulls: [Double]) -> DesignTrials {
        DesignTrials(
            name: design.rawValue, words: design.words, definition: design.definition, trials: trials.trials,
            bias: bias, intervals: comparisons.map { try? $0.get().difference }, nulls: nulls)
    }

    /// What each replication says by itself; nil where it shows no error.
    var singles: [SingleEstimate?] { comparisons.map { single(try? $0.get()) } }

    /// What each experiment that is drawn anew on a replication's twins says by itself.
    func drawn(on replication: FeedReplication) -> [SingleEstimate?] {
        replication.drawn(metric, design).map { single(try? $0.compare(level: level)) }
    }

    private func single(_ comparison: Comparison?) -> SingleEstimate? {
        comparison.map {
            SingleEstimate(
                difference: EffectEstimate($0.difference),
                relative: isNegative ? nil : $0.relative.map { EffectEstimate($0) }, pValue: $0.difference.pValue)
        }
    }

    /// Whether an arm's value is below 0 in a replication: there is no lift over such.
    private var isNegative: Bool {
        trials.trials.contains { ($0.control ?? 0) < 0 || ($0.treatment ?? 0) < 0 }
    }

    /// Nil where no replication has a value in both arms, or none in both twins.
    /// - Parameters:
    ///   - users: of control and treatment, over all replications.
    func read(users: [Int]) -> MetricReadout? {
        var readout = MetricReadout(
            MetricIdentity(metric), trials, units: users, single: trials.isOne ? singles[0] : nil,
            method: design.method, relativeDefinition: "delta method", bias: bias)
        readout?.adjusted = adjusted()
        readout?.spillovers = spillovers()
        if design.estimatesMayBeNegative, !metric.mayBeNegative, isNegative {
            readout?.note =
                "\(design.words) estimates without bias and without bounds: an arm's value may come out negative"
        }
        if trials.isOne, let reason = reasonForNoInterval { readout?.note = reason }
        return readout
    }

    private var reasonForNoInterval: String? {
        switch comparisons.first {
        case .failure(let error)?: return "no interval: \(error.description)"
        case .success(let one)?:
            let isBounded = one.difference.interval.lower.isFinite && one.difference.interval.upper.isFinite
            return isBounded ? nil : "no interval: there are too few \(design.units) to reject any effect"
        case nil: return nil
        }
    }

    /// Of a two-sided design; nil of others.
    private func spillovers() -> Spillovers? {
        guard !pairs.isEmpty, pairs.count == comparisons.count else { return nil }
        func side(_ weights: CellWeights) -> EffectEstimate {
            let each = pairs.map { $0.spillover(weights, level: level) }
            if each.count == 1 {
                return each[0].estimate.map { EffectEstimate($0) } ?? EffectEstimate(estimate: each[0].effect)
            }
            return MetricTrials.mean(each.map(\.effect), level: level).effect
        }
        return Spillovers(users: side(.rowSpillover), listings: side(.columnSpillover))
    }

    /// The CUPED-adjusted difference; nil where a replication has none.
    private func adjusted() -> AdjustedEstimate? {
        let each = comparisons.compactMap { try? $0.get().adjusted }
        guard each.count == comparisons.count, let first = each.first else { return nil }
        let reduction = MetricTrials.mean(each.map(\.varianceReduction))
        if each.count == 1 {
            return AdjustedEstimate(
                method: "CUPED on the warm-up", difference: EffectEstimate(first.difference),
                pValue: first.difference.pValue, varianceReduction: reduction)
        }
        let difference = MetricTrials.mean(each.map(\.difference.estimate), level: level)
        return AdjustedEstimate(
            method: "CUPED on the warm-up, t over replications", difference: difference.effect,
            pValue: difference.pValue, varianceReduction: reduction)
    }
}

extension MetricSample {
    /// The metric of the units that a design has in the arm which everybody is in in a twin; nil where the twin was not followed by
    /// them, and where there is nothing to divide by.
    static func value(of metric: Metric, _ design: Design, inTwin twin: FeedOutcome) -> Double? {
        guard !design.isContrast, let arm = twin.armsInTwin.first(where: { $0.role == design.role }) else { return nil }
        let moments = CovarianceMoments(n: arm.n, means: arm.means) { _, _ in 0 }
        let units = twin.units.replacing(arms: [moments], population: arm.population)
        return MetricSample(
            metric, design: design, units: units, users: twin.users, unitsOffered: twin.unitsOffered
        ).value(inArm: 0)
    }
}
