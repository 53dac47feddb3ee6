import Statistics

/// What one replication says of a metric under a design: the design's own world, and the twins beside it.
///
/// All values are in the metric's unit; those are nil that had nothing to divide by.
public struct MetricTrial: Sendable, Equatable, Codable {
    /// The metric in the arms of the design's world.
    public var control: Double?
    public var treatment: Double?
    /// What the design takes for the effect: of most the difference of the arms.
    public var effect: Double?
    /// The metric with nobody treated and with everybody treated.
    public var allControl: Double?
    public var allTreated: Double?
    /// The same units as in `control` where nobody is treated, and as in `treatment` where everybody is: what the design would
    /// have said had each arm been alone in the market. Nil where the design has no such units.
    public var controlInTwin: Double?
    public var treatmentInTwin: Double?

    package init(
        control: Double?, treatment: Double?, effect: Double?, allControl: Double?, allTreated: Double?,
        controlInTwin: Double? = nil, treatmentInTwin: Double? = nil
    ) {
        self.control = control
        self.treatment = treatment
        self.effect = effect
        self.allControl = allControl
        self.allTreated = allTreated
        self.controlInTwin = controlInTwin
        self.treatmentInTwin = treatmentInTwin
    }

    /// Everybody treated less nobody treated.
    var truth: Double? { allControl.flatMap { control in allTreated.map { $0 - control } } }

    /// Of the arms as they fare in their twins.
    var effectInTwins: Double? { controlInTwin.flatMap { control in treatmentInTwin.map { $0 - control } } }

    /// Whether there is something to compare, in the design's world and in the twins.
    var isDefined: Bool { effect != nil && truth != nil }
}

/// What the replications of a run say of a metric under a design, together.
struct MetricTrials {
    /// One a replication, in their order.
    let trials: [MetricTrial]
    /// Level of all intervals.
    let level: Double

    var isOne: Bool { trials.count == 1 }
    /// Control and effect where a replication has them.
    private var read: [(control: Double, treatment: Double, effect: Double)] {
        trials.compactMap { trial in
            guard let control = trial.control, let treatment = trial.treatment, let effect = trial.effect else {
                return nil
            }
            return (control, treatment, effect)
        }
    }
    private var twins: [(control: Double, treatment: Double)] {
        trials.compactMap { trial in
            trial.allControl.flatMap { control in trial.allTreated.map { (control, $0) } }
        }
    }

    /// The mean of each arm; nil where no replication has a value.
    var means: (control: Double, treatment: Double)? {
        read.isEmpty ? nil : (MetricTrials.mean(read.map(\.control)), MetricTrials.mean(read.map(\.treatment)))
    }

    /// The design's effect, its mean over replications.
    var difference: (effect: EffectEstimate, pValue: Double?)? {
        guard !read.isEmpty else { return nil }
        let mean = MetricTrials.mean(read.map(\.effect), level: level)
        return (mean.effect.withoutRounding(of: read.map { ($0.control, $0.treatment) }), mean.pValue)
    }

    /// The effect over control; nil where control is not clear of 0, and where an arm is below 0: a loss is no share of a gain.
    var relative: EffectEstimate? {
        guard let means, means.treatment >= 0 else { return nil }
        return MetricTrials.relative(read.map(\.effect), over: read.map(\.control), level: level)
    }

    /// Everybody treated less nobody treated; nil where no replication has both.
    var truth: TruthReadout? {
        guard !twins.isEmpty else { return nil }
        let effects = twins.map { $0.treatment - $0.control }
        return TruthReadout(
            control: MetricTrials.mean(twins.map(\.control)), treatment: MetricTrials.mean(twins.map(\.treatment)),
            difference: MetricTrials.mean(effects, level: level).effect
                .withoutRounding(of: twins.map { ($0.control, $0.treatment) }),
            relative: MetricTrials.mean(twins.map(\.treatment)) >= 0
                ? MetricTrials.relative(effects, over: twins.map(\.control), level: level) : nil)
    }

    /// What the replications lack, in a sentence's words; nil where they lack nothing.
    var note: String? {
        if read.count < trials.count {
            return
                "\(trials.count - read.count) of \(Plural.text(trials.count, "replication")) had nothing to divide by in an arm"
        }
        if isOne { return "the truth has no interval: one replication gives none, run at least two" }
        if read.allSatisfy({ $0.control == 0 }) { return "no relative effect: the metric is 0 in control" }
        guard relative == nil else { return nil }
        return (means?.treatment ?? 0) < 0
            ? "no relative effect: the metric is below 0 in treatment"
            : "no relative effect: the metric in control is not clear of 0"
    }
}

extension MetricTrials {
    /// - Precondition: there are values.
    static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    /// The mean over replications with its t interval and the p-value of no effect.
    static func mean(_ values: [Double], level: Double) -> (effect: EffectEstimate, pValue: Double?) {
        guard let interval = try? ReplicationInterval.mean(of: values, level: level) else {
            return (EffectEstimate(estimate: mean(values)), nil)
        }
        let pValue = interval.standardError.flatMap { error in
            try? Estimate(
                testing: interval.estimate, standardError: error, degreesOfFreedom: Double(values.count - 1)
            ).pValue
        }
        return (EffectEstimate(interval), pValue)
    }

    /// Effects over the size of what they add to.
    static func relative(_ effects: [Double], over control: [Double], level: Double) -> EffectEstimate? {
        (try? ReplicationInterval.relativeEffect(effects, over: control, level: level)).map { EffectEstimate($0) }
    }
}
