import Marketplace
import PolicyKit
import Statistics

extension Verdict {
    /// Puts into words what a market's primary design says of the goal, and whether it is true.
    /// - Parameter replications: that the reading is of.
    init(_ plan: Plan, _ reading: MarketReading, replications: Int, health: [HealthCheck]) {
        guard !reading.isBlind else {
            let blind = reading.unseen.map { VerdictWords.capitalised($0) + "." }
            self.init(headline: blind[0], details: reading.change + blind.dropFirst(), agreement: .unclear)
            return
        }
        // Where the first design does not read the goal, the first that does speaks of it.
        guard let design = reading.designs.first(where: { $0.metrics.first?.name == reading.goal }),
            let goal = design.metrics.first, let judgement = goal.judgement
        else {
            self.init(
                headline:
                    "\(VerdictWords.capitalised(reading.goalWords)) could not be read out: there was nothing to divide by in any replication.",
                details: [], agreement: .unclear)
            return
        }
        let words = VerdictWords(plan, test: reading.test ?? design.words, nothing: reading.nothing)
        let others = design.metrics.dropFirst()
        let flips = others.filter { $0.judgement?.flipsSign == true }
        let misses = others.filter { $0.judgement?.agreement == .misleads && $0.judgement?.flipsSign == false }
        let misleads = judgement.agreement == .misleads
        // What makes the readout mislead stands first.
        let isGoalFirst = misleads || flips.isEmpty
        let goalAndFlips = [
            [words.headline(goal, as: reading.goalWords, judgement, isFirst: isGoalFirst)],
            words.headline(flips: Array(flips), isFirst: !isGoalFirst),
        ]
        self.init(
            headline: ((isGoalFirst ? goalAndFlips : goalAndFlips.reversed()).flatMap(\.self)
                + words.headline(misses: Array(misses), besides: misleads)).joined(separator: " "),
            details: reading.change + words.bias(goal, as: reading.goalWords, judgement, replications: replications)
                + (misleads ? words.interference(goal, units: design.units) + reading.facts : [])
                + reading.notes + reading.unseen.map { VerdictWords.capitalised($0) + "." }
                + reading.designs.filter { $0.words != design.words }.compactMap { other in
                    other.metrics.first.map { words.alsoSaid(other.words, $0, byLifts: goal.isToldByLifts) }
                }
                + health.filter { $0.status == .fail }.map { "Health check \($0.name) failed: \($0.message)" },
            agreement: flips.isEmpty ? judgement.agreement : .misleads)
    }
}

/// The sentences of a verdict.
struct VerdictWords {
    private let currency: Currency
    private let rule: VerdictRule
    private let level: Double
    /// Names of the metrics that must not suffer.
    private let guardrails: Set<String>
    /// What is judged, in a sentence: "A/B test".
    private let test: String
    /// Why there is no true effect, in a sentence: "nothing was changed"; nil where there may be one.
    private let nothing: String?

    init(_ plan: Plan, test: String, nothing: String?) {
        currency = plan.market.currency
        rule = plan.verdict
        level = plan.level
        guardrails = Set(plan.decision.guardrails.map(\.metric))
        self.test = test
        self.nothing = nothing
    }

    // MARK: - The headline

    /// - Parameter isFirst: whether nothing has been said of the test yet.
    func headline(_ metric: MetricReadout, as name: String, _ judgement: Judgement, isFirst: Bool) -> String {
        let (said, brings) = effects(metric)
        let says = "\(name) \(said)"
        switch (judgement.agreement, nothing) {
        case (.agrees, let nothing?) where metric.bias.absolute == 0:
            return
                "\(Self.capitalised(nothing)): what the arms of the \(test) differ by, \(says), is the luck of the split."
        case (.agrees, let nothing?):
            return "\(Self.capitalised(nothing)), and the \(test) finds nothing that matters: \(says)."
        case (.misleads, let nothing?): return "A false alarm: \(nothing), but the \(test) says \(says)."
        case (.unclear, let nothing?):
            return "Not enough replications to tell: \(nothing), and the \(test) says \(says)."
        case (.agrees, nil): return "The \(test) tells the truth: \(says), and a launch would bring \(brings)."
        case (.misleads, nil) where judgement.flipsSign:
            return "The \(test) has the wrong sign: it says \(says), but a launch would bring \(brings)."
        case (.misleads, nil): return "The \(test) misleads: it says \(says), but a launch would bring \(brings)."
        case (.unclear, nil) where !isFirst:
            return
                "On \(name) there are not enough replications to tell: it says \(said), and a launch would bring \(brings)."
        case (.unclear, nil):
            return "Not enough replications to tell: the \(test) says \(says), a launch would bring \(brings)."
        }
    }

    /// The metrics besides the goal whose sign is wrong.
    /// - Parameter isFirst: whether nothing has been said of the test yet.
    func headline(flips: [MetricReadout], isFirst: Bool) -> [String] {
        flips.enumerated().map { place, metric in
            let (said, brings) = effects(metric)
            let says = isFirst && place == 0 ? "the \(test) says" : "it says"
            return "The sign of \(named(metric)) is wrong: \(says) \(said), but a launch would bring \(brings)."
        }
    }

    /// The metrics besides the goal whose bias is beyond the margin.
    func headline(misses: [MetricReadout], besides: Bool) -> [String] {
        guard !misses.isEmpty else { return [] }
        return ["It misleads about \(Plural.list(misses.map(named)))\(besides ? ", too" : "")."]
    }

    private func named(_ metric: MetricReadout) -> String {
        guardrails.contains(metric.name) ? "the guardrail \(metric.label)" : metric.label
    }

    // MARK: - Details

    /// How large the bias is, by what it is judged, and what would be needed to tell.
    func bias(_ metric: MetricReadout, as name: String, _ judgement: Judgement, replications: Int) -> [String] {
        guard metric.trials.contains(where: { $0.bias(metric.bias.method) != 0 && $0.isDefined }) else {
            return [
                "The bias on \(name) is exactly 0: what is counted happens in the experiment as it does where all are treated alike."
            ]
        }
        guard metric.bias.lower != nil else {
            return ["One replication gives the bias no interval; it takes two at least to tell."]
        }
        let figure = Figure.difference(metric.unit, in: currency)
        let size: String
        if !judgement.isFloor, let ratio = BiasRatio(metric) {
            size = ratio.ofTrueEffect
        } else {
            size = Self.line(metric.bias.estimate, figure)
        }
        let margin =
            judgement.isFloor
            ? "the true effect is \(nothing == nil ? "not clear of 0" : "0"), so up to \(figure.unsigned.text(judgement.margin)) "
                + "(\(Digits.plain(rule.floor * 100)) % of control) counts as the truth"
            : "up to \(Digits.plain(rule.margin * 100)) % of the true effect counts as the truth"
        var sentences = ["The bias on \(name), \(metric.bias.method.rawValue), is \(size); \(margin)."]
        if rule.looks > 1 {
            sentences.append(
                "Replications were added until the verdict stood, \(rule.looks) looks at most, which share the chance of error."
            )
        }
        if judgement.agreement == .unclear {
            sentences.append(
                judgement.replicationsNeeded.map {
                    "By the errors at hand about \(Digits.count($0)) replications would tell; these are \(replications)."
                }
                    ?? "By the errors at hand more than \(Digits.count(Judgement.mostReplications)) replications would be needed to "
                    + "tell.")
        }
        return sentences
    }

    /// How the same units fare with the other arm beside them and without it, where that is beyond chance.
    func interference(_ metric: MetricReadout, units: String) -> [String] {
        guard metric.bias.method != .estimateLessTruth, metric.truth.control > 0 else { return [] }
        func gap(_ here: KeyPath<MetricTrial, Double?>, _ alone: KeyPath<MetricTrial, Double?>) -> EffectEstimate? {
            let pairs = metric.trials.compactMap { trial in
                trial[keyPath: here].flatMap { here in trial[keyPath: alone].map { (here - $0, trial.allControl ?? 0) }
                }
            }
            return MetricTrials.relative(pairs.map(\.0), over: pairs.map(\.1), level: level)
        }
        let treated = gap(\.treatment, \.treatmentInTwin).map {
            (
                $0,
                "the treated \(units) come to \(Self.line($0, .relative)) in the experiment against where all are treated"
            )
        }
        let control = gap(\.control, \.controlInTwin).map {
            ($0, "those in control to \(Self.line($0, .relative)) against where none is")
        }
        let parts = [treated, control].compactMap(\.self)
        guard parts.contains(where: { $0.0.isClearOfZero }) else { return [] }
        return [
            Self.capitalised(parts.map(\.1).joined(separator: ", "))
                + " (\(metric.label) as a share of control's): the arms are not alone in the market."
        ]
    }

    /// What a further design says of the goal.
    /// - Parameter byLifts: whether the primary design's effect is told as a lift.
    func alsoSaid(_ design: String, _ metric: MetricReadout, byLifts: Bool) -> String {
        let (said, _) = effects(metric, byLifts: byLifts)
        let says = "The \(design) says \(said)"
        switch metric.judgement?.agreement {
        case .agrees?: return "\(says), which is true within the margin."
        case .misleads?: return "\(says), which misleads."
        case .unclear?, nil: return "\(says); whether that is true, the replications cannot tell."
        }
    }

    // MARK: - Numbers

    /// What the experiment says and what a launch brings, both in per cent of control, or both in the metric's unit where effects are not
    /// told by lifts.
    /// - Parameter byLifts: whether lifts are wanted at all.
    func effects(_ metric: MetricReadout, byLifts: Bool = true) -> (said: String, brings: String) {
        if byLifts, metric.isToldByLifts, let said = metric.relative, let brings = metric.truth.relative {
            return (Self.line(said, .relative), brings.isExactlyZero ? "exactly nothing" : Self.line(brings, .relative))
        }
        let figure = Figure.difference(metric.unit, in: currency)
        let truth = metric.truth.difference
        return (
            Self.line(metric.difference, figure), truth.isExactlyZero ? "exactly nothing" : Self.line(truth, figure)
        )
    }

    /// The estimate and its interval, where there is one.
    private static func line(_ effect: EffectEstimate, _ figure: Figure) -> String {
        [figure.text(effect), figure.interval(effect)].compactMap(\.self).joined(separator: " ")
    }

    static func capitalised(_ words: String) -> String { words.prefix(1).uppercased() + words.dropFirst() }
}

extension EffectEstimate {
    /// Whether there is no effect at all, in any replication.
    fileprivate var isExactlyZero: Bool { estimate == 0 && (lower ?? 0) == 0 && (upper ?? 0) == 0 }
}
