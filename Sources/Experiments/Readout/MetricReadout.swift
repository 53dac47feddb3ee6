public import Marketplace

/// One metric: both arms, the experiment's estimate, and the truth beside it.
///
/// Money is in minor units. Absent (nil) numbers could not be computed; `note` says why.
public struct MetricReadout: Sendable, Equatable, Codable {
    /// The metric's name in scenarios and JSON.
    public var name: String
    /// The metric's name for people.
    public var label: String
    /// How the metric is counted.
    public var definition: String
    /// What the metric is counted in.
    public var unit: Metric.Unit
    /// Whether a rise is good; nil where neither is.
    public var moreIsBetter: Bool?
    /// The control arm's value.
    public var control: ArmValue
    /// The treatment arm's value.
    public var treatment: ArmValue
    /// Treatment less control, as the experiment sees it.
    public var difference: EffectEstimate
    /// The lift over control, as the experiment sees it; `relativeDefinition` names the formula.
    public var relative: EffectEstimate?
    /// How the lift's interval is made.
    public var relativeDefinition: String
    /// Two-sided, of no difference.
    public var pValue: Double?
    /// Holm's over the treatments of the metric, where there are several; of a segment over all segments, too.
    public var pValueAdjusted: Double?
    /// How the interval was made: `welch`, or `t over replications`.
    public var method: String
    /// The same difference with the variance that the warm-up explains taken out (CUPED).
    public var adjusted: AdjustedEstimate?
    /// What would really happen: everybody treated less nobody treated.
    public var truth: TruthReadout
    /// The experiment's estimate less the truth.
    public var bias: Bias
    /// Of a two-sided design.
    public var spillovers: Spillovers?
    /// Whether the experiment tells the truth about the metric; nil where there was nothing to compare.
    public var judgement: Judgement?
    /// Replication by replication.
    public var trials: [MetricTrial]
    /// Why a number is absent.
    public var note: String?

    public init(
        name: String, label: String, definition: String, unit: Metric.Unit, moreIsBetter: Bool?, control: ArmValue,
        treatment: ArmValue, difference: EffectEstimate, relative: EffectEstimate?, relativeDefinition: String,
        pValue: Double?, method: String, adjusted: AdjustedEstimate?, truth: TruthReadout, bias: Bias, note: String?,
        judgement: Judgement? = nil, trials: [MetricTrial] = []
    ) {
        self.name = name
        self.label = label
        self.definition = definition
        self.unit = unit
        self.moreIsBetter = moreIsBetter
        self.control = control
        self.treatment = treatment
        self.difference = difference
        self.relative = relative
        self.relativeDefinition = relativeDefinition
        self.pValue = pValue
        self.method = method
        self.adjusted = adjusted
        self.truth = truth
        self.bias = bias
        self.note = note
        self.judgement = judgement
        self.trials = trials
    }

    /// Whether effects are told as lifts over control: where both have one, and where lifts do not contradict what the metric is judged by,
    /// which is differences. They may where control fares otherwise in the experiment than with nobody treated.
    public var isToldByLifts: Bool {
        guard let said = relative?.estimate, let brings = truth.relative?.estimate else { return false }
        guard let judgement, judgement.agreement != .unclear else { return true }
        let base = judgement.isFloor ? truth.control : truth.difference.estimate
        guard base != 0 else { return true }
        let margin = (judgement.margin / base).magnitude * (judgement.isFloor ? 1 : brings.magnitude)
        let liftsAgree = (said - brings).magnitude <= margin
        let differencesAgree = (difference.estimate - truth.difference.estimate).magnitude <= judgement.margin
        return liftsAgree == differencesAgree
    }

    /// The same beside other designs: `gmv_user_split`, "GMV (user split)".
    /// - Parameter words: the design in a sentence.
    func under(_ design: String, words: String) -> MetricReadout {
        var readout = self
        readout.name = "\(name)_\(design)"
        readout.label = "\(label) (\(words))"
        return readout
    }
}

/// What a metric is called and counted in.
struct MetricIdentity {
    let name: String
    let label: String
    let definition: String
    let unit: Metric.Unit
    let moreIsBetter: Bool?
}

extension MetricIdentity {
    init(_ metric: Metric) {
        self.init(
            name: metric.name, label: metric.label, definition: metric.definition, unit: metric.unit,
            moreIsBetter: metric.moreIsBetter)
    }
}

extension MetricReadout {
    /// Reads a metric out of the replications of any market.
    ///
    /// Nil where no replication has a value in both arms, or none in both twins.
    /// - Parameters:
    ///   - units: in control and treatment, over all replications.
    ///   - single: of the only replication, where there is one and it gives an error by itself.
    ///   - method: how that error was estimated.
    ///   - relativeDefinition: of its lift.
    ///   - bias: how it is read where the design has units that live in both twins.
    init?(
        _ identity: MetricIdentity, _ trials: MetricTrials, units: [Int], single: SingleEstimate? = nil,
        method: String, relativeDefinition: String, bias: Bias.Method = .byUnit
    ) {
        guard let means = trials.means, let difference = trials.difference, let truth = trials.truth else { return nil }
        self.init(
            name: identity.name, label: identity.label, definition: identity.definition, unit: identity.unit,
            moreIsBetter: identity.moreIsBetter, control: ArmValue(mean: means.control, n: units[0]),
            treatment: ArmValue(mean: means.treatment, n: units[1]),
            difference: single?.difference ?? difference.effect,
            relative: trials.isOne ? single?.relative : trials.relative,
            relativeDefinition: trials.isOne
                ? relativeDefinition : "mean difference over mean control of the replications, Fieller's interval",
            pValue: trials.isOne ? single?.pValue : difference.pValue,
            method: trials.isOne ? method : "t over replications", adjusted: nil, truth: truth, bias: trials.bias(bias),
            note: trials.note, trials: trials.trials)
    }
}

/// What the treatment of one side does to pairs whose other side is not treated: the effect less what a pair without any
/// treatment does (Bajari et al. 2023). Where there is no interference both are 0.
public struct Spillovers: Sendable, Equatable, Codable {
    /// Treated users at untreated listings.
    public var users: EffectEstimate
    /// Treated listings with untreated users.
    public var listings: EffectEstimate

    public init(users: EffectEstimate, listings: EffectEstimate) {
        self.users = users
        self.listings = listings
    }
}

/// A metric in one arm.
public struct ArmValue: Sendable, Equatable, Codable {
    /// The arm's value in the metric's unit.
    public var mean: Double
    /// Units (users) over all replications.
    public var n: Int

    public init(mean: Double, n: Int) {
        self.mean = mean
        self.n = n
    }
}

/// A CUPED-adjusted difference and what it gained.
public struct AdjustedEstimate: Sendable, Equatable, Codable {
    /// What took the variance out.
    public var method: String
    /// The adjusted difference, in the metric's unit.
    public var difference: EffectEstimate
    /// p of the adjusted comparison; nil where it does not exist.
    public var pValue: Double?
    /// Share of the unadjusted variance that is gone, mean over replications.
    public var varianceReduction: Double?

    public init(method: String, difference: EffectEstimate, pValue: Double?, varianceReduction: Double?) {
        self.method = method
        self.difference = difference
        self.pValue = pValue
        self.varianceReduction = varianceReduction
    }
}
