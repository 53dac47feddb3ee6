import Statistics

/// An estimate of a difference and of a lift, judged as a question asks.
struct Judged {
    var difference: Estimate?
    var relative: Estimate?
    var posterior: MetricAnswer.Posterior?
    var nonInferiority: MetricAnswer.NonInferiority?
    /// Why something is absent.
    var notes: [String] = []

    /// Two arms of independent units.
    init<Sample: ArmSummary>(control: Sample, treatment: Sample, _ question: Question) {
        let settings = Judged.settings(question)
        if question.method == .bayesian {
            judgeByPosterior(control, treatment, question)
        } else {
            judge(
                question, units: control.n + treatment.n,
                difference: { () throws(StatisticsError) in
                    try Welch.difference(control: control, treatment: treatment, settings: settings)
                },
                relative: { (null) throws(StatisticsError) in
                    try RelativeLift(
                        control: control, treatment: treatment, settings: Judged.settings(question, null: null)
                    ).estimate
                })
        }
    }

    /// Two arms by cluster.
    init(_ clusters: ClusterSums, _ question: Question) {
        judge(
            question, units: clusters.clusters,
            difference: { () throws(StatisticsError) in
                try clusters.difference(settings: Judged.settings(question))
            },
            relative: { (null) throws(StatisticsError) in
                try clusters.relative(settings: Judged.settings(question, null: null))
            })
    }

    /// The name of test and interval.
    static func name(_ question: Question) -> String {
        switch question.method {
        case .welch: question.cluster == nil ? "Welch's t" : "t on clusters less one, error CR1"
        case .normal: question.cluster == nil ? "normal, unequal variances" : "normal, error CR1"
        case .sequential: "always-valid confidence sequence (normal mixture, tightest at \(Int(question.tuning)) units)"
        case .bayesian: "posterior under a flat prior"
        }
    }

    /// - Parameter null: the least effect of interest, for a test of non-inferiority.
    private static func settings(_ question: Question, null: Double? = nil) -> ComparisonSettings {
        var settings = ComparisonSettings(
            alternative: question.alternative, level: 1 - question.alpha,
            reference: [.welch].contains(question.method) ? .studentT : .normal)
        if let null {
            settings.nullEffect = null
            settings.alternative = null < 0 ? .greater : .less
        }
        return settings
    }

    private mutating func judge(
        _ question: Question, units: Int, difference: () throws(StatisticsError) -> Estimate,
        relative: (Double?) throws(StatisticsError) -> Estimate
    ) {
        do throws(StatisticsError) {
            self.difference = try sequential(difference(), units, question, null: nil)
        } catch {
            notes.append(error.description)
        }
        do throws(StatisticsError) {
            self.relative = try sequential(relative(nil), units, question, null: nil)
            guard let margin = question.margin else { return }
            let null = question.alternative == .less ? margin : -margin
            let test = try sequential(relative(null), units, question, null: null)
            nonInferiority = MetricAnswer.NonInferiority(
                margin: margin, pValue: test.pValue, holds: test.pValue <= question.alpha)
        } catch {
            if !notes.contains(error.description) { notes.append(error.description) }
        }
    }

    private func sequential(
        _ fixed: Estimate, _ units: Int, _ question: Question, null: Double?
    ) throws(StatisticsError) -> Estimate {
        guard question.method == .sequential else { return fixed }
        return try ConfidenceSequence(
            of: fixed, units: units, tuning: question.tuning, settings: Judged.settings(question, null: null)
        ).estimate
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
