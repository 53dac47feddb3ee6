import Statistics

/// Compares a variant with control, metric by metric, by the estimator that the question's columns ask for.
struct Analyst {
    let judge: Judge
    let evidence: Evidence
    let control: Int
    /// Intended shares of the variants, in any scale.
    let shares: [Double]
    var question: Question { judge.question }

    func answer(_ metric: MetricTerm, variant: Int) -> MetricAnswer {
        let counts = [evidence.variants[control].units, evidence.variants[variant].units]
        let drawn = [evidence.drawn[control], evidence.drawn[variant]]
        let ratio = try? SampleRatioMismatch(observed: drawn, weights: [shares[control], shares[variant]])
        var answer = MetricAnswer(
            metric: metric.text, variant: evidence.variants[variant].name, n: counts[1], nControl: counts[0],
            srm: MetricAnswer.SampleRatio(pValue: ratio?.pValue), method: judge.name,
            alternative: question.alternative.rawValue)
        answer.winsorised = cap(of: metric, variant)
        do throws(StatisticsError) {
            if case .quantile(let probability, let column) = metric.kind {
                try answerQuantile(probability, column, variant, &answer)
            } else {
                try answerMoments(metric, variant, &answer)
            }
        } catch {
            answer.note = error.description
        }
        do throws(StatisticsError) {
            answer.randomisation = try randomisation(metric, variant)
        } catch {
            answer.say("no randomisation test (\(error.description))")
        }
        do throws(StatisticsError) {
            answer.uplift = try uplift(metric, variant)
        } catch {
            answer.say("no uplift by \(question.uplift ?? "") (\(error.description))")
        }
        answer.triggered = triggered(metric, variant, answer.difference)
        answer.keepFinite()
        return answer
    }

    private func cap(of metric: MetricTerm, _ variant: Int) -> MetricAnswer.Winsorised? {
        guard !metric.isQuantile, !metric.isShare, !evidence.caps.isEmpty,
            let cap = evidence.caps[evidence.place(of: metric.columns[0])]
        else { return nil }
        return MetricAnswer.Winsorised(
            column: metric.columns[0], quantile: cap.probability, cap: cap.value, units: cap.units[variant],
            unitsControl: cap.units[control])
    }

    /// The share of units that were triggered; what is not triggered has no effect, so that over all units a mean's effect is
    /// that share of its effect.
    private func triggered(
        _ metric: MetricTerm, _ variant: Int, _ difference: EffectAnswer?
    ) -> MetricAnswer.Triggered? {
        guard question.trigger != nil else { return nil }
        let both = [evidence.variants[control], evidence.variants[variant]]
        let (units, leftOut) = (both.reduce(0) { $0 + $1.units }, both.reduce(0) { $0 + $1.untriggered })
        let share = Double(units) / Double(max(1, units + leftOut))
        let isOverUnits = metric.columns.count == 1 && !metric.isQuantile
        return MetricAnswer.Triggered(
            share: share, unitsLeftOut: leftOut, diluted: isOverUnits ? difference?.scaled(by: share) : nil)
    }

    // MARK: - Means, proportions and ratios

    private func answerMoments(
        _ metric: MetricTerm, _ variant: Int, _ answer: inout MetricAnswer
    ) throws(StatisticsError) {
        let group = groupPlace(of: metric)
        var arms = (
            control: try moments(of: control, group, .control), treatment: try moments(of: variant, group, .treatment)
        )
        let columns = RatioMetric.Columns(numerator: 0, denominator: metric.columns.count == 2 ? 1 : nil)
        answer.mean = RatioMetric.value(columns, of: arms.treatment)
        answer.meanControl = RatioMetric.value(columns, of: arms.control)
        try arms.control.checkRange()
        try arms.treatment.checkRange()
        let covariates = question.covariates.filter { $0.belongs(to: metric) }.map(\.column)
        if question.groups != nil {
            let pooled = arms.control.merged(with: arms.treatment)
            return try answerClusters(metric, variant, covariates, pooled: pooled, &answer)
        }
        let first = metric.columns.count
        if covariates.count > 1 {
            arms = try CompositeCovariate.make(
                control: arms.control, treatment: arms.treatment, metric: columns,
                covariates: Array(first..<(first + covariates.count)))
        }
        guard !covariates.isEmpty else {
            let judged: Judged
            if columns.denominator != nil {
                judged = Judged(
                    control: try RatioSample(arms.control, columns: columns, arm: .control),
                    treatment: try RatioSample(arms.treatment, columns: columns, arm: .treatment), by: judge)
            } else if case .proportion = metric.kind, question.strata == nil {
                judged = Judged(
                    control: try share(arms.control), treatment: try share(arms.treatment), by: judge)
            } else {
                judged = Judged(
                    control: MeanSample(arms.control.moments(of: 0)),
                    treatment: MeanSample(arms.treatment.moments(of: 0)), by: judge)
            }
            return fill(&answer, judged)
        }
        let cuped =
            columns.denominator == nil
            ? Cuped.mean(control: arms.control, treatment: arms.treatment)
            : try Cuped.ratio(
                control: arms.control, treatment: arms.treatment, metric: columns,
                covariate: .init(numerator: 2, denominator: nil), rule: .pooledArms)
        answer.adjustment = "CUPED on \(covariates.joined(separator: ", "))"
        answer.varianceReduction = cuped.varianceReduction
        fill(&answer, Judged(control: cuped.control, treatment: cuped.treatment, by: judge))
    }

    private func share(_ moments: CovarianceMoments) throws(StatisticsError) -> ProportionSample {
        try ProportionSample(successes: Int((moments.means[0] * Double(moments.n)).rounded()), n: moments.n)
    }

    /// Where a metric's moments stand: quantiles have none.
    func groupPlace(of metric: MetricTerm) -> Int {
        question.metrics.filter { !$0.isQuantile }.firstIndex(of: metric) ?? 0
    }

    /// A variant's moments; where there are strata, as it would be with their shares of all units.
    private func moments(of variant: Int, _ group: Int, _ arm: Arm) throws(StatisticsError) -> CovarianceMoments {
        let strata = evidence.moments[variant].map { $0?[group] }
        if question.strata == nil {
            guard let only = strata[0] else { throw .tooFewUnits(in: arm, minimum: 1) }
            return only
        }
        var parts: [CovarianceMoments] = []
        for (stratum, part) in strata.enumerated() {
            guard let part, part.n > 1 else {
                throw .undefined(
                    "the stratum \"\(evidence.strata[stratum])\" has fewer than two units of "
                        + "\"\(evidence.variants[variant].name)\"")
            }
            parts.append(part)
        }
        return try PostStratification.moments(of: parts, weights: strataWeights(group), arm: arm)
    }

    /// The strata's shares of the units of all variants.
    func strataWeights(_ group: Int) -> [Double] {
        let sizes = evidence.strata.indices.map { stratum in
            evidence.moments.reduce(0) { $0 + ($1[stratum]?[group].n ?? 0) }
        }
        let all = Double(sizes.reduce(0, +))
        return sizes.map { Double($0) / all }
    }

    // MARK: - Quantiles

    private func answerQuantile(
        _ probability: Double, _ column: String, _ variant: Int, _ answer: inout MetricAnswer
    ) throws(StatisticsError) {
        guard let units = evidence.units else { throw .tooFewValues(0, minimum: 1) }
        let values = units.rowValues[evidence.place(of: column)]
        func sample(_ wanted: Int) throws(StatisticsError) -> QuantileSample {
            var lists = [[Double]](repeating: [], count: question.unit == nil ? 0 : units.count)
            for (row, unit) in units.rowUnits.enumerated()
            where units.variant(of: unit) == wanted {
                if question.unit == nil { lists.append([values[row]]) } else { lists[unit].append(values[row]) }
            }
            return try QuantileSample(
                users: lists.filter { !$0.isEmpty }, probability: probability, clustered: question.unit != nil)
        }
        let (before, after) = (try sample(control), try sample(variant))
        (answer.mean, answer.meanControl) = (after.mean, before.mean)
        (answer.n, answer.nControl) = (after.n, before.n)
        fill(&answer, Judged(control: before, treatment: after, by: judge))
    }

    // MARK: - Filling in

    func fill(_ answer: inout MetricAnswer, _ judged: Judged) {
        if let difference = judged.difference {
            answer.difference = EffectAnswer(difference)
            answer.statistic = difference.statistic
            answer.degreesOfFreedom = difference.degreesOfFreedom.isFinite ? difference.degreesOfFreedom : nil
            answer.pValue = difference.pValue.isNaN ? nil : difference.pValue
        }
        if let relative = judged.relative {
            answer.relative = EffectAnswer(relative)
            answer.relativeDefinition = RelativeLift.Definition.deltaMethod.rawValue
        }
        answer.posterior = judged.posterior
        answer.nonInferiority = judged.nonInferiority
        answer.look = judged.look
        if !judged.notes.isEmpty { answer.note = judged.notes.joined(separator: "; ") }
    }
}
