import Statistics

/// What the decision rule does with the experiments of one design, and how often that is wrong.
public struct DesignDecisions: Sendable, Equatable, Codable {
    /// Ten years: of experiments that would have to be longer no length is told.
    package static let mostDays = 3_650.0

    /// As in scenario files.
    public var name: String
    /// In a sentence: "user split".
    public var words: String
    /// How many of the experiments were drawn anew on the replications' worlds; nil where each replication is one experiment.
    public var drawn: Int?
    /// Experiments that are launched.
    public var launches: ExactShare
    /// Experiments that are not launched, and end.
    public var drops: ExactShare
    /// Experiments that do not tell yet.
    public var goesOn: ExactShare
    /// Launches of what the truth says not to launch; nil where the truth is not known beyond chance.
    public var harmfulLaunches: ExactShare?
    /// Drops of what the truth says to launch; nil where the truth is not known beyond chance.
    public var missedLaunches: ExactShare?
    /// Of the experiments whose goal is significant, those on the wrong side of zero (type S error; Gelman and Carlin 2014); nil
    /// where none is significant or the true effect is not clear of 0.
    public var wrongSigns: ExactShare?
    /// How many times the true effect the significant ones are (type M error), with Fieller's interval; nil as `wrongSigns`, and
    /// where they are fewer than two.
    public var exaggeration: EffectEstimate?
    /// What decisions other than the truth's cost per experiment and week, in minor units: the share of these with its exact interval,
    /// times what a launch brings, which is taken as known; nil where that is not clear of 0, or not told in money.
    public var costPerWeek: EffectEstimate?
    /// How many days more a typical experiment needs to be decided with a chance of 80 %, its error falling with the root of time; nil
    /// where none goes on, and where no such length is enough.
    public var moreDays: Double?

    public init(
        name: String, words: String, drawn: Int? = nil, launches: ExactShare, drops: ExactShare, goesOn: ExactShare,
        harmfulLaunches: ExactShare? = nil, missedLaunches: ExactShare? = nil, wrongSigns: ExactShare? = nil,
        exaggeration: EffectEstimate? = nil, costPerWeek: EffectEstimate? = nil, moreDays: Double? = nil
    ) {
        self.name = name
        self.words = words
        self.drawn = drawn
        self.launches = launches
        self.drops = drops
        self.goesOn = goesOn
        self.harmfulLaunches = harmfulLaunches
        self.missedLaunches = missedLaunches
        self.wrongSigns = wrongSigns
        self.exaggeration = exaggeration
        self.costPerWeek = costPerWeek
        self.moreDays = moreDays
    }

    /// Those that the rule decides as the truth advises.
    func following(_ advice: Decision) -> ExactShare { advice == .launch ? launches : drops }

    /// Those that the rule decides against the truth; nil where the truth is not known beyond chance.
    public var wrong: ExactShare? { [harmfulLaunches, missedLaunches].compactMap(\.self).max { $0.count < $1.count } }
}

/// A number of cases out of all, with the exact interval of its share.
public struct ExactShare: Sendable, Equatable, Codable {
    /// How many cases.
    public var count: Int
    /// Out of how many.
    public var of: Int
    /// The interval's lower end, 0...1 (Clopper and Pearson 1934).
    public var lower: Double
    /// The interval's upper end.
    public var upper: Double

    /// The share of the cases, 0...1.
    public var share: Double { Double(count) / Double(of) }

    public init(count: Int, of: Int, lower: Double, upper: Double) {
        self.count = count
        self.of = of
        self.lower = lower
        self.upper = upper
    }

    /// Nil of no case.
    init?(_ count: Int, of all: Int, level: Double) {
        guard let sample = try? ProportionSample(successes: count, n: all),
            let interval = try? ProportionInterval.clopperPearson.interval(sample, level: level)
        else { return nil }
        self.init(count: count, of: all, lower: interval.lower, upper: interval.upper)
    }
}

/// What the experiments of one design say of the goal and the guardrails, each experiment by itself.
package struct DecisionTrials {
    let name: String
    let words: String
    /// Of each experiment, an estimate per requirement: the replications' own first, then those drawn anew.
    let experiments: [[SingleEstimate?]]
    /// What is true of the goal in the replication of each experiment.
    let truths: [Double?]
    /// How many were drawn anew.
    let drawn: Int

    package init(
        name: String, words: String, experiments: [[SingleEstimate?]], truths: [Double?], drawn: Int = 0
    ) {
        self.name = name
        self.words = words
        self.experiments = experiments
        self.truths = truths
        self.drawn = drawn
    }
}

/// What is true of the effects that a rule asks for.
package struct TrueEffects {
    /// Per requirement, over all replications.
    let effects: [SingleEstimate?]
    /// What a launch brings per week, in minor units; nil where it is not told in money.
    let perWeek: EffectEstimate?

    package init(effects: [SingleEstimate?], perWeek: EffectEstimate?) {
        self.effects = effects
        self.perWeek = perWeek
    }
}

extension DesignDecisions {
    /// Nil where no experiment of the design gives the goal an interval.
    /// - Parameters:
    ///   - level: of all intervals.
    ///   - days: of an experiment.
    package init?(
        _ design: DecisionTrials, _ requirements: [Requirement], _ truth: TrueEffects, level: Double, days: Double
    ) {
        let decided = design.experiments.compactMap { estimates in
            requirements.decision(estimates).map { ($0, estimates) }
        }
        func share(_ decision: Decision) -> ExactShare? {
            ExactShare(decided.count { $0.0 == decision }, of: decided.count, level: level)
        }
        guard let launches = share(.launch), let drops = share(.drop), let goesOn = share(.goOn) else { return nil }
        self.init(
            name: design.name, words: design.words, launches: launches, drops: drops, goesOn: goesOn)
        if design.drawn > 0 {
            drawn = design.experiments.suffix(design.drawn).count { requirements.decision($0) != nil }
        }
        if let advice = requirements.advice(truth.effects), requirements.decision(truth.effects) == advice {
            let none = ExactShare(0, of: decided.count, level: level)
            harmfulLaunches = advice == .drop ? launches : none
            missedLaunches = advice == .launch ? drops : none
            let other =
                advice == .drop ? launches : ExactShare(decided.count - launches.count, of: decided.count, level: level)
            if let perWeek = truth.perWeek, perWeek.isClearOfZero, let other {
                let each = advice == .drop ? -perWeek.estimate : perWeek.estimate
                let ends = [other.lower * each, other.upper * each]
                costPerWeek = EffectEstimate(estimate: other.share * each, lower: ends.min(), upper: ends.max())
            }
        }
        let goal = zip(design.experiments, design.truths).compactMap { estimates, truth in
            (estimates.first ?? nil).flatMap { estimate in truth.map { (estimate.difference, $0) } }
        }
        readErrors(goal.filter { $0.0.isClearOfZero }, truth: truth.effects.first??.difference, level: level)
        moreDays = goesOn.count == 0 ? nil : requirements.daysMore(decided.map(\.1), level: level, days: days)
    }

    /// Type S and type M, of the significant experiments with the truth of the same replication.
    private mutating func readErrors(
        _ significant: [(said: EffectEstimate, truth: Double)], truth: EffectEstimate?, level: Double
    ) {
        guard let truth, truth.isClearOfZero else { return }
        let sign = truth.estimate < 0 ? -1.0 : 1
        wrongSigns = ExactShare(
            significant.count { $0.said.estimate * sign < 0 }, of: significant.count, level: level)
        guard significant.count > 1 else { return }
        exaggeration = MetricTrials.relative(
            significant.map { $0.said.estimate.magnitude }, over: significant.map { $0.truth * sign }, level: level)
    }
}

extension [Requirement] {
    /// Days beyond those of the experiment until what is open would be told; nil where nothing is, and where ten years are not enough.
    /// - Parameter experiments: whose mean estimate and error stand for a typical one.
    func daysMore(_ experiments: [[SingleEstimate?]], level: Double, days: Double) -> Double? {
        let wanted = StandardNormal.quantile(upperTail: (1 - level) / 2) + StandardNormal.quantile(upperTail: 0.2)
        let factors = enumerated().compactMap { place, requirement -> Double? in
            let effects = experiments.compactMap { estimates -> (Double, Double)? in
                guard requirement.answer(estimates[place]) == .open else { return nil }
                return requirement.effect(of: estimates[place]).flatMap { effect in
                    effect.standardError.map { (effect.estimate, $0) }
                }
            }
            guard !effects.isEmpty else { return nil }
            let distance = MetricTrials.mean(effects.map(\.0)) - requirement.bound.value
            return MetricTrials.mean(effects.map(\.1)) * wanted / distance.magnitude
        }
        guard let root = factors.max() else { return nil }
        let total = days * Swift.max(1, root * root)
        return total <= DesignDecisions.mostDays ? total - days : nil
    }
}
