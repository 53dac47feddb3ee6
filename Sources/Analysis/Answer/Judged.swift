import Statistics

/// An estimate of a difference and of a lift, judged as a question asks.
struct Judged {
    var difference: EffectAnswer?
    var statistic: Double?
    var degreesOfFreedom: Double?
    var pValue: Double?
    var relative: EffectAnswer?
    /// How the lift's interval is made.
    var relativeDefinition: String?
    var posterior: MetricAnswer.Posterior?
    var nonInferiority: MetricAnswer.NonInferiority?
    var look: MetricAnswer.Look?
    /// Why something is absent.
    var notes: [String] = []

    /// The lift and the test of the settings' null, with an interval that reaches so many standard errors; nil for what the level
    /// asks for.
    private typealias Lift = (ComparisonSettings, _ reach: Double?) throws(StatisticsError) -> Estimate

    /// Two arms of independent units.
    /// - Parameter successes: of a proportion that nothing is taken out of, whose lift has a score interval.
    init<Sample: SampleSummary>(
        control: Sample, treatment: Sample, successes: (control: ProportionSample, treatment: ProportionSample)? = nil,
        by judge: Judge
    ) {
        let bare = (treatment.mean - control.mean, control.unadjustedMean)
        if judge.question.method == .bayesian {
            judgeByPosterior(control, treatment, judge)
        } else {
            let definition = judge.definition(hasScore: successes != nil)
            self.judge(
                by: judge, units: control.n + treatment.n, baseline: control.unadjustedMean, definition,
                difference: { () throws(StatisticsError) in
                    try Welch.difference(control: control, treatment: treatment, settings: judge.settings())
                },
                lift: { (settings, reach) throws(StatisticsError) in
                    if definition == .score, let successes {
                        // The score's reference is normal: what Welch's t reaches is not its.
                        return try RelativeLift(
                            scoring: successes.control, treatment: successes.treatment, settings: settings,
                            reach: judge.question.method == .welch ? nil : reach
                        ).estimate
                    }
                    return try RelativeLift(
                        control: control, treatment: treatment, definition: definition, settings: settings, reach: reach
                    ).estimate
                })
        }
        keep(bare)
    }

    /// Two arms by cluster.
    /// - Parameter reason: why there is no error, if that is known before.
    init(_ clusters: ClusterSums, by judge: Judge, withoutError reason: StatisticsError? = nil) {
        defer { keep((clusters.treatment - clusters.control, clusters.baseline)) }
        if let reason {
            say(reason.description)
            return
        }
        let definition = judge.definition(hasScore: false)
        self.judge(
            by: judge, units: clusters.clusters, baseline: clusters.baseline, definition,
            difference: { () throws(StatisticsError) in try clusters.difference(settings: judge.settings()) },
            lift: { (settings, reach) throws(StatisticsError) in
                try clusters.relative(definition, settings: settings, reach: reach)
            })
    }

    /// Where nothing varies, the estimates still stand.
    private mutating func keep(_ bare: (difference: Double, baseline: Double)) {
        if difference == nil, bare.difference.isFinite {
            difference = EffectAnswer(estimate: bare.difference, lower: nil, upper: nil, standardError: nil)
        }
        let lift = bare.difference / bare.baseline.magnitude
        if relative == nil, lift.isFinite {
            relative = EffectAnswer(estimate: lift, lower: nil, upper: nil, standardError: nil)
        }
    }

    private mutating func say(_ note: String) { if !notes.contains(note) { notes.append(note) } }

    private mutating func take(_ judged: Estimate) {
        statistic = judged.statistic
        degreesOfFreedom = judged.degreesOfFreedom.isFinite ? judged.degreesOfFreedom : nil
        pValue = judged.pValue
    }

    private mutating func look(at fixed: Estimate, _ judge: Judge) throws(StatisticsError) {
        look = try judge.look(fixed).map {
            MetricAnswer.Look(
                information: judge.question.looks?.information ?? 1, bound: $0.bound, nominalLevel: $0.nominalLevel,
                crossed: $0.isCrossed)
        }
    }

    private mutating func judge(
        by judge: Judge, units: Int, baseline: Double, _ definition: RelativeLift.Definition,
        difference: () throws(StatisticsError) -> Estimate, lift: Lift
    ) {
        var reach: Double?
        do throws(StatisticsError) {
            let fixed = try difference()
            let judged = try judge.estimate(of: fixed, units: units, unit: baseline)
            self.difference = EffectAnswer(judged)
            take(judged)
            reach = judged.reach
            try look(at: fixed, judge)
        } catch {
            say(error.description)
        }
        do throws(StatisticsError) {
            let fixed = try lift(judge.settings(), reach)
            relative = EffectAnswer(fixed)
            relativeDefinition = definition.rawValue
            sayWhereUnbounded(fixed.interval, definition, judge)
            try testMargin(judge, units: units) { (settings) throws(StatisticsError) in try lift(settings, nil) }
        } catch {
            say(error.description)
        }
    }

    private mutating func sayWhereUnbounded(
        _ interval: Interval, _ definition: RelativeLift.Definition, _ judge: Judge
    ) {
        let isOpen = interval.lower.isInfinite && interval.upper.isInfinite
        guard definition == .fieller, isOpen else { return }
        say("the lift has no bounded interval (Fieller), as the control mean may be 0")
    }

    /// The test of non-inferiority, by the lift's distance from the margin in standard errors.
    private mutating func testMargin(
        _ judge: Judge, units: Int, _ lift: (ComparisonSettings) throws(StatisticsError) -> Estimate
    ) throws(StatisticsError) {
        guard let margin = judge.question.margin else { return }
        let null = judge.question.alternative == .less ? margin : -margin
        let fixed = try lift(judge.settings(null: null))
        let away = Estimate(
            estimate: null + fixed.statistic * fixed.standardError, standardError: fixed.standardError,
            degreesOfFreedom: fixed.degreesOfFreedom, statistic: fixed.statistic, pValue: fixed.pValue,
            interval: fixed.interval)
        let test = try judge.estimate(of: away, units: units, unit: 1, null: null)
        nonInferiority = MetricAnswer.NonInferiority(
            margin: margin, pValue: test.pValue, holds: test.pValue <= judge.levelOfMargin)
    }

    // MARK: - Posterior

    private static let fiellerOfPosterior = "Fieller, baseline updated"

    private mutating func judgeByPosterior<Sample: SampleSummary>(
        _ control: Sample, _ treatment: Sample, _ judge: Judge
    ) {
        let settings = judge.settings()
        func effect(_ prior: EffectPrior) throws(StatisticsError) -> BayesianEffect {
            try BayesianEffect(
                control: control, treatment: treatment, prior: prior, scale: .absolute, level: settings.level,
                allowsConstantArm: true)
        }
        func chances(_ effect: BayesianEffect) -> MetricAnswer.Chances {
            let baseline = control.unadjustedMean.magnitude
            return MetricAnswer.Chances(
                chanceToWin: effect.chanceToWin,
                riskOfVariant: baseline > 0 ? effect.riskOfTreatment / baseline : nil,
                riskOfControl: baseline > 0 ? effect.riskOfControl / baseline : nil)
        }
        do throws(StatisticsError) {
            let (flat, prior) = (try effect(.flat), judge.question.prior)
            let informed = try prior.map { (prior) throws(StatisticsError) in
                try effect(
                    EffectPrior(mean: prior.mean, variance: prior.standardDeviation * prior.standardDeviation))
            }
            let shown = informed ?? flat
            difference = EffectAnswer(
                estimate: shown.mean, lower: shown.interval.lower, upper: shown.interval.upper,
                standardError: shown.standardDeviation)
            statistic = shown.mean / shown.standardDeviation
            posterior = MetricAnswer.Posterior(
                chances(shown), prior: prior, flat: informed == nil ? nil : chances(flat))
            var contrast = try LiftContrast(control: control, treatment: treatment, settings: settings)
            relativeDefinition = RelativeLift.Definition.fieller.rawValue
            if let prior {
                contrast = try contrast.updated(priorMean: prior.mean, deviation: prior.standardDeviation)
                posterior?.baseline = contrast.baseline
                relativeDefinition = Judged.fiellerOfPosterior
            }
            let lift = try contrast.estimate(settings: settings)
            relative = EffectAnswer(lift)
            sayWhereUnbounded(lift.interval, .fieller, judge)
        } catch {
            say(error.description)
        }
    }

    // MARK: - Quantiles

    /// Two arms by a quantile.
    /// - Parameter units: independent ones in both arms.
    init(_ quantiles: QuantileComparison, units: Int, by judge: Judge) {
        let settings = judge.settings()
        let estimate = quantiles.treatmentQuantile - quantiles.controlQuantile
        do throws(StatisticsError) {
            let fixed = try Judged.score(quantiles.statistic(difference: 0), judge.settings())
            let judged = try judge.estimate(of: fixed, units: units, unit: 1)
            guard let reach = judged.reach else { return }
            let interval = quantiles.differences(reach: reach, alternative: settings.alternative, level: settings.level)
            difference = EffectAnswer(estimate: estimate, within: interval)
            if judge.question.method == .bayesian {
                posterior = MetricAnswer.Posterior(
                    MetricAnswer.Chances(chanceToWin: StandardNormal.lowerTail(fixed.statistic)), prior: nil, flat: nil)
            } else {
                take(judged)
            }
            try look(at: fixed, judge)
            if interval.isOpen(beyond: settings.alternative) {
                say("the difference's interval reaches past the values, where it has no end")
            }
            let lift = try quantiles.lifts(reach: reach, alternative: settings.alternative, level: settings.level)
            relative = EffectAnswer(estimate: lift.estimate, within: lift.interval)
            relativeDefinition = "inverted test"
            if lift.interval.isOpen(beyond: settings.alternative) {
                say("the lift has no bounded interval, as control's quantile may be 0")
            }
            try testMargin(judge, units: units) { (settings) throws(StatisticsError) in
                try Judged.score(quantiles.statistic(ratio: 1 + settings.nullEffect), settings)
            }
        } catch {
            say(error.description)
        }
        keep((estimate, quantiles.controlQuantile))
    }

    /// A normal score as an estimate of itself.
    private static func score(_ statistic: Double, _ settings: ComparisonSettings) throws(StatisticsError) -> Estimate {
        var settings = settings
        settings.nullEffect = 0
        return try Estimate(
            testing: statistic, standardError: 1, alternative: settings.alternative, level: settings.level)
    }
}

extension Interval {
    /// Whether an end is missing that the alternative does not leave open.
    fileprivate func isOpen(beyond alternative: Alternative) -> Bool {
        (alternative != .less && lower.isInfinite) || (alternative != .greater && upper.isInfinite)
    }
}
