package import Marketplace
import PolicyKit
import Statistics

/// What the decision rule does with this experiment, what the truth advises, and what the difference costs.
public struct DecisionReadout: Sendable, Equatable, Codable {
    /// Name of the metric that decides.
    public var goal: String
    /// What the rule does and what the truth advises, in a sentence each.
    public var headline: String
    /// What the rule asks for, what it does over all replications and how long going on takes, a sentence each.
    public var details: [String]
    /// What the rule does with the first replication's experiment; nil where that gives no interval.
    public var decision: Decision?
    /// What the truth advises; nil where it has no value for what the rule asks for.
    public var truth: Decision?
    /// Whether the truth's own interval leaves no other advice.
    public var isBeyondChance: Bool
    /// What a launch brings per week, in minor units, with its interval; nil where it is not told in money.
    public var launchPerWeek: EffectEstimate?
    /// Name of the metric in which that is told.
    public var money: String?
    /// What the first experiment's decision costs per week against the truth's advice, in minor units; nil where both do the same, and where what
    /// a launch brings is not clear of 0 or not told in money.
    public var costPerWeek: EffectEstimate?
    /// How many days more the first experiment needs to be decided with a chance of 80 %, its error falling with the root of time; nil where
    /// it is decided, and where no such length is enough.
    public var moreDays: Double?
    /// Design by design over all replications, the primary one first; those are left out whose experiments give no interval.
    public var designs: [DesignDecisions]

    public init(
        goal: String, headline: String, details: [String], decision: Decision?, truth: Decision?, isBeyondChance: Bool,
        launchPerWeek: EffectEstimate? = nil, money: String? = nil, costPerWeek: EffectEstimate? = nil,
        moreDays: Double? = nil, designs: [DesignDecisions]
    ) {
        self.goal = goal
        self.headline = headline
        self.details = details
        self.decision = decision
        self.truth = truth
        self.isBeyondChance = isBeyondChance
        self.launchPerWeek = launchPerWeek
        self.money = money
        self.costPerWeek = costPerWeek
        self.moreDays = moreDays
        self.designs = designs
    }
}

extension DecisionReadout {
    /// Nil where no design reads a goal and all guardrails, or none of its experiments gives an interval.
    /// - Parameters:
    ///   - nothing: why there is no true effect, in a sentence; nil where there may be one.
    ///   - hasSettled: whether no effect changes beyond chance at the window's end; nil where that cannot be told.
    init?(_ plan: Plan, replications: [FeedReplication], nothing: String?, hasSettled: Bool?) {
        guard let goal = plan.metrics.compactMap(Metric.named).first(where: plan.designs[0].reads) else { return nil }
        let requirements = plan.decision.requirements(goal: goal)
        let designs = plan.designs.enumerated().filter { design in
            requirements.allSatisfy { design.element.reads($0.metric) }
        }.map { place, design in
            DecisionTrials(design, at: place, requirements, level: plan.level, replications: replications)
        }
        func truth(_ metric: Metric) -> TruthReadout? {
            MetricTrials(twinsOf: replications, metric, level: plan.level).truth
        }
        let money = plan.money(goal: goal)
        self.init(
            plan, requirements, designs: designs,
            truth: TrueEffects(
                effects: requirements.map { truth($0.metric).map(SingleEstimate.init) },
                perWeek: money.flatMap { truth($0)?.difference }?.times(plan.userWeeks(replications))),
            money: money, nothing: nothing, hasSettled: hasSettled)
    }

    /// - Parameters:
    ///   - designs: the primary one first, unless it does not read what is required.
    ///   - money: the metric in which `truth` tells what a launch brings.
    ///   - nothing: why there is no true effect, in a sentence; nil where there may be one.
    ///   - hasSettled: whether no effect changes beyond chance at the window's end; nil where that cannot be told.
    package init?(
        _ plan: Plan, _ requirements: [Requirement], designs: [DecisionTrials], truth: TrueEffects, money: Metric?,
        nothing: String? = nil, hasSettled: Bool? = nil
    ) {
        let days = Double(plan.schedule.experiment) / 86_400_000
        let rows = designs.compactMap {
            DesignDecisions($0, requirements, truth, level: plan.level, days: days)
        }
        guard let first = designs.first?.experiments.first, !rows.isEmpty else { return nil }
        let (decision, advice) = (requirements.decision(first), requirements.advice(truth.effects))
        self.init(
            goal: requirements[0].metric.name, headline: "", details: [], decision: decision, truth: advice,
            isBeyondChance: advice != nil && (nothing != nil || requirements.decision(truth.effects) == advice),
            launchPerWeek: truth.perWeek, money: truth.perWeek == nil ? nil : money?.name, designs: rows)
        if let decision, let advice, (decision == .launch) != (advice == .launch), let perWeek = truth.perWeek,
            perWeek.isClearOfZero
        {
            costPerWeek = perWeek.times(advice == .launch ? 1 : -1)
        }
        if decision == .goOn, nothing == nil {
            moreDays = requirements.daysMore([first], level: plan.level, days: days)
        }
        let words = DecisionWords(plan, requirements, self, nothing: nothing, hasSettled: hasSettled)
        headline = words.headline
        details = words.details(primary: designs[0])
    }
}

extension DecisionTrials {
    /// Of a feed market.
    init(
        _ design: Design, at place: Int, _ requirements: [Requirement], level: Double, replications: [FeedReplication]
    ) {
        let readers = requirements.map {
            MetricReader($0.metric, design: design, place: place, level: level, replications: replications)
        }
        /// Of each experiment the estimates of all requirements.
        func experiments(_ estimates: [[SingleEstimate?]]) -> [[SingleEstimate?]] {
            estimates[0].indices.map { experiment in estimates.map { $0[experiment] } }
        }
        let own = experiments(readers.map(\.singles))
        let truths = readers[0].trials.trials.map(\.truth)
        // On the twins an experiment comes out as it would in the market only where its arms do not meet there.
        let isDrawn =
            design.canBeDrawn && replications.count < DrawnSplits.manyReplications
            && readers.allSatisfy(\.trials.isUndisturbed)
        let drawn =
            isDrawn ? replications.map { worlds in experiments(readers.map { $0.drawn(on: worlds) }) } : []
        self.init(
            name: design.rawValue, words: design.words, experiments: own + drawn.flatMap(\.self),
            truths: truths + zip(drawn, truths).flatMap { drawn, truth in drawn.map { _ in truth } },
            drawn: drawn.reduce(0) { $0 + $1.count })
    }
}

extension MetricTrials {
    /// The twins alone, which say what is true of any metric, whatever the designs read.
    fileprivate init(twinsOf replications: [FeedReplication], _ metric: Metric, level: Double) {
        self.init(
            trials: replications.map { worlds in
                MetricTrial(
                    control: nil, treatment: nil, effect: nil,
                    allControl: MetricSample(metric, world: worlds.allControl).value(inArm: 0),
                    allTreated: MetricSample(metric, world: worlds.allTreated).value(inArm: 1))
            }, level: level)
    }
}

extension SingleEstimate {
    init(_ truth: TruthReadout) { self.init(difference: truth.difference, relative: truth.relative, pValue: nil) }
}

extension Plan {
    /// What a launch is worth: the platform's contribution, a goal in money, or GMV, whichever is read out; nil where none is, and where
    /// not all users are.
    fileprivate func money(goal: Metric) -> Metric? {
        let read = metrics.compactMap(Metric.named).filter { $0.unit == .money }.filter {
            if case .mean = $0.kind { true } else { false }
        }
        let named = ["contribution", goal.name, "gmv"].lazy.compactMap { name in read.first { $0.name == name } }
        return analysis == .everybody ? named.first : nil
    }

    /// What turns money per user over an experiment into money of the market per week.
    fileprivate func userWeeks(_ replications: [FeedReplication]) -> Double {
        let users = MetricTrials.mean(replications.map { Double($0.allControl.arms[0].n) })
        return users * 604_800_000 / Double(schedule.experiment)
    }
}

/// The sentences of a decision.
private struct DecisionWords {
    private let currency: Currency
    private let requirements: [Requirement]
    private let readout: DecisionReadout
    private let nothing: String?
    private let hasSettled: Bool?

    init(
        _ plan: Plan, _ requirements: [Requirement], _ readout: DecisionReadout, nothing: String?, hasSettled: Bool?
    ) {
        self.hasSettled = hasSettled
        currency = plan.market.currency
        self.requirements = requirements
        self.readout = readout
        self.nothing = nothing
    }

    var headline: String {
        let rule = readout.decision.map { "Rule: \($0.words)." } ?? "Rule: this experiment gives no interval to go by."
        if let nothing, readout.truth != .launch {
            return "\(rule) Truth: there is nothing to launch, as \(nothing)."
        }
        let truth = readout.truth.map { advice in
            readout.isBeyondChance
                ? "Truth: \(advice.words)."
                : "Truth: not known beyond chance; by its estimate the rule would say \(advice.words)."
        }
        return [rule, truth ?? "The truth cannot be told.", cost].compactMap(\.self).joined(separator: " ")
    }

    private var cost: String? {
        guard let cost = readout.costPerWeek else { return nil }
        let verb = cost.estimate < 0 ? "In money alone the difference gains" : "The difference costs"
        let size = cost.estimate < 0 ? cost.times(-1) : cost
        let week = "\(verb) about \(line(size)) per week"
        switch hasSettled {
        case true?:
            let year = line(size.times(365.25 / 7))
            return "\(week), and \(year) per year if the effect lasts; its last days do not differ beyond chance."
        case false?: return "\(week); what a year costs cannot be told, because the effect has not settled."
        case nil: return "\(week)."
        }
    }

    /// - Parameter primary: the design of the experiment that the headline is about.
    func details(primary: DecisionTrials) -> [String] {
        var sentences = [rule]
        if let row = readout.designs.first(where: { $0.name == primary.name }), row.launches.of > 1 {
            let own = row.drawn.map { drawn in
                "\(row.launches.of - drawn) as run and \(Digits.count(drawn)) drawn anew on the same worlds"
            }
            sentences.append(
                "Of \(Digits.count(row.launches.of)) experiments, \(own ?? "one per replication"), the rule launches "
                    + "\(Digits.count(row.launches.count)), drops \(Digits.count(row.drops.count)) and goes on with "
                    + "\(Digits.count(row.goesOn.count)).\(isRare(in: row) ? " The headline is about the first of them." : "")"
            )
        }
        guard nothing == nil else { return sentences }
        if readout.decision == .goOn {
            sentences.append(goingOn(like: readout.designs.first { $0.name == primary.name }))
        }
        if let brings = readout.launchPerWeek {
            let metric = readout.money.flatMap(Metric.named)?.label ?? "money"
            sentences.append("A launch would bring \(line(brings, signed: true)) of \(metric) per week.")
        }
        return sentences
    }

    /// Whether most experiments of the design are decided otherwise than the one that the headline is about.
    private func isRare(in row: DesignDecisions) -> Bool {
        guard let decision = readout.decision else { return false }
        let alike =
            switch decision {
            case .launch: row.launches
            case .drop: row.drops
            case .goOn: row.goesOn
            }
        return 2 * alike.count < alike.of
    }

    /// How much longer it takes.
    /// - Parameter row: of the experiment's design.
    private func goingOn(like row: DesignDecisions?) -> String {
        func text(_ days: Double) -> String { Digits.count(Int(days.rounded(.up))) }
        let typical =
            row.flatMap { row in
                row.launches.of > 1 ? row.moreDays.map { "; a typical one that goes on takes \(text($0))" } : nil
            } ?? ""
        guard let days = readout.moreDays else {
            return
                "By its own estimate and errors, no length of up to ten years would decide this experiment\(typical)."
        }
        return
            "Going on with this experiment means about \(text(days)) more days for a chance of 80 % to decide, by its own estimate and if its "
            + "error falls with the root of time\(typical)."
    }

    /// What it asks for.
    private var rule: String {
        let asked = requirements.enumerated().map { place, requirement in
            let verb =
                place == 0
                ? requirement.isFloor ? "is above" : "is below" : "stays \(requirement.isFloor ? "above" : "below")"
            return "\(requirement.metric.label) \(verb) \(text(requirement))"
        }
        return
            "The rule launches where the experiment's interval of the effect on \(Plural.list(asked)); it drops where one lies wholly on the "
            + "other side, and goes on otherwise."
    }

    private func text(_ requirement: Requirement) -> String {
        let value = requirement.bound.value
        if value == 0 { return "0" }
        return requirement.bound.scale == .relative
            ? Figure.relative.text(value) : Figure.difference(requirement.metric.unit, in: currency).text(value)
    }

    /// Money of the whole market.
    private func line(_ money: EffectEstimate, signed: Bool = false) -> String {
        let figure = Figure.total(currency, signed: signed)
        return [figure.text(money), figure.interval(money)].compactMap(\.self).joined(separator: " ")
    }
}
