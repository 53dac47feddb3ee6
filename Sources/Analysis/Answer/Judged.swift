import Statistics

/// An estimate of a difference and of a lift, judged as a question asks.
struct Judged {
    var difference: Estimate?
    var relative: Estimate?
    var posterior: MetricAnswer.Posterior?
    var nonInferiority: MetricAnswer.NonInferiority?
    var look: MetricAnswer.Look?
    /// Why something is absent.
    var notes: [String] = []

    /// Two arms of independent units.
    init<Sample: ArmSummary>(control: Sample, treatment: Sample, by judge: Judge) {
        if judge.question.method == .bayesian {
            judgeByPosterior(control, treatment, judge.question)
        } else {
            self.judge(
                by: judge, units: control.n + treatment.n, baseline: control.unadjustedMean,
                difference: { () throws(StatisticsError) in
                    try Welch.difference(control: control, treatment: treatment, settings: judge.settings())
                },
                relative: { (null) throws(StatisticsError) in
                    try RelativeLift(
                        control: control, treatment: treatment, settings: judge.settings(null: null)
                    ).estimate
                })
        }
    }

    /// Two arms by cluster.
    init(_ clusters: ClusterSums, by judge: Judge) {
        self.judge(
            by: judge, units: clusters.clusters, baseline: clusters.baseline,
            difference: { () throws(StatisticsError) in try clusters.difference(settings: judge.settings()) },
            relative: { (null) throws(StatisticsError) in
                try clusters.relative(settings: judge.settings(null: null))
            })
    }

    private mutating func judge(
        by judge: Judge, units: Int, baseline: Double, difference: () throws(StatisticsError) -> Estimate,
        relative: (Double?) throws(StatisticsError) -> Estimate
    ) {
        let question = judge.question
        do throws(StatisticsError) {
            let fixed = try difference()
            self.difference = try judge.estimate(of: fixed, units: units, unit: baseline)
            look = try judge.look(fixed).map {
                MetricAnswer.Look(
                    information: question.looks?.information ?? 1, bound: $0.bound, nominalLevel: $0.nominalLevel,
                    crossed: $0.isCrossed)
            }
        } catch {
            notes.append(error.description)
        }
        do throws(StatisticsError) {
            self.relative = try judge.estimate(of: relative(nil), units: units, unit: 1)
            guard let margin = question.margin else { return }
            let null = question.alternative == .less ? margin : -margin
            let test = try judge.estimate(of: relative(null), units: units, unit: 1, null: null)
            nonInferiority = MetricAnswer.NonInferiority(
                margin: margin, pValue: test.pValue, holds: test.pValue <= judge.levelOfMargin)
        } catch {
            if !notes.contains(error.description) { notes.append(error.description) }
        }
    }

    private mutating func judgeByPosterior<Sample: ArmSummary>(
        _ control: Sample, _ treatment: Sample, _ question: Question
    ) {
        func estimate(_ effect: BayesianEffect) -> Estimate {
            Estimate(
                estimate: effect.mean, standardError: effect.standardDeviation, degreesOfFreedom: .infinity,
                statistic: effect.mean / effect.standardDeviation, pValue: .nan, interval: effect.interval)
        }
        let level = 1 - question.alpha
        do throws(StatisticsError) {
            difference = estimate(
                try BayesianEffect(control: control, treatment: treatment, scale: .absolute, level: level))
            let effect = try BayesianEffect(control: control, treatment: treatment, scale: .relative, level: level)
            relative = estimate(effect)
            posterior = MetricAnswer.Posterior(
                chanceToWin: effect.chanceToWin, riskOfVariant: effect.riskOfTreatment,
                riskOfControl: effect.riskOfControl)
        } catch {
            notes.append(error.description)
        }
    }
}
