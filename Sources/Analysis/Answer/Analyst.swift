import Statistics

/// A covariate that varies within both arms.
struct UsableCovariate {
    let column: String
    /// Where it stands among the variables of the metric's moments.
    let place: Int
}

/// Compares a variant with control, metric by metric, by the estimator that the question's columns ask for.
struct Analyst {
    let judge: Judge
    let evidence: Evidence
    /// The evidence of all units, where only the triggered ones are read out.
    let everyone: Evidence?
    let control: Int
    /// Intended shares of the variants, in any scale.
    let shares: [Double]
    let progress: AnswerProgress
    var question: Question { judge.question }

    func answer(_ metric: MetricTerm, variant: Int) -> MetricAnswer {
        var answer = comparison(metric, variant)
        answer.winsorised = caps(of: metric, variant)
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
        answer.triggered = triggered(metric, variant, answer)
        answer.keepFinite()
        return answer
    }

    /// What the units say of difference and lift.
    private func comparison(_ metric: MetricTerm, _ variant: Int) -> MetricAnswer {
        let counts = [evidence.variants[control].units, evidence.variants[variant].units]
        let drawn = [evidence.drawn[control], evidence.drawn[variant]]
        let ratio = try? SampleRatioMismatch(observed: drawn, weights: [shares[control], shares[variant]])
        var answer = MetricAnswer(
            metric: metric.text, variant: evidence.variants[variant].name, n: counts[1], nControl: counts[0],
            srm: MetricAnswer.SampleRatio(pValue: ratio?.pValue), method: judge.name,
            alternative: question.alternative.rawValue)
        do throws(StatisticsError) {
            if case .quantile(let probability, let column) = metric.kind {
                try answerQuantile(probability, column, variant, &answer)
            } else {
                try answerMoments(metric, variant, &answer)
            }
        } catch {
            answer.say(error.description)
        }
        return answer
    }

    private func caps(of metric: MetricTerm, _ variant: Int) -> [MetricAnswer.Winsorised]? {
        guard metric.takesCaps, !evidence.caps.isEmpty else { return nil }
        let caps = metric.columns.compactMap { column -> MetricAnswer.Winsorised? in
            guard let cap = evidence.caps[evidence.place(of: column)] else { return nil }
            func end(_ end: Cap.End?) -> MetricAnswer.Winsorised.End? {
                end.map {
                    MetricAnswer.Winsorised.End(
                        quantile: $0.probability, cap: $0.value, units: $0.units[variant],
                        unitsControl: $0.units[control])
                }
            }
            return MetricAnswer.Winsorised(
                column: column, over: cap.base.rawValue, upper: end(cap.upper), lower: end(cap.lower))
        }
        return caps.isEmpty ? nil : caps
    }

    /// The share of units that were triggered; what is not triggered has no effect, so that over all units a mean's effect is
    /// that share of its effect. Beside it, what all units say by themselves.
    private func triggered(
        _ metric: MetricTerm, _ variant: Int, _ answer: MetricAnswer
    ) -> MetricAnswer.Triggered? {
        guard question.trigger != nil else { return nil }
        let both = [evidence.variants[control], evidence.variants[variant]]
        let (units, leftOut) = (both.reduce(0) { $0 + $1.units }, both.reduce(0) { $0 + $1.untriggered })
        let share = Double(units) / Double(max(1, units + leftOut))
        let isOverUnits = metric.columns.count == 1 && !metric.isQuantile
        let whole = everyone.map {
            Analyst(judge: judge, evidence: $0, everyone: nil, control: control, shares: shares, progress: progress)
                .comparison(metric, variant)
        }
        return MetricAnswer.Triggered(
            share: share, unitsLeftOut: leftOut, diluted: isOverUnits ? answer.difference?.scaled(by: share) : nil,
            all: whole?.difference, allPValue: whole?.pValue)
    }

    // MARK: - Means, proportions and ratios

    private func answerMoments(
        _ metric: MetricTerm, _ variant: Int, _ answer: inout MetricAnswer
    ) throws(StatisticsError) {
        let group = groupPlace(of: metric)
        let columns = RatioMetric.Columns(numerator: 0, denominator: metric.columns.count == 2 ? 1 : nil)
        answer.meanControl = raw(control, group).flatMap { RatioMetric.value(columns, of: $0) }
        answer.mean = raw(variant, group).flatMap { RatioMetric.value(columns, of: $0) }
        let arms = (
            control: try moments(of: control, group, .control), treatment: try moments(of: variant, group, .treatment)
        )
        try arms.control.checkRange()
        try arms.treatment.checkRange()
        if let strata = question.strata {
            answer.adjustment = "post-stratified by \(strata)"
            answer.meanAdjusted = RatioMetric.value(columns, of: arms.treatment)
            answer.meanControlAdjusted = RatioMetric.value(columns, of: arms.control)
        }
        let ratio = question.covariates.first { $0.isRatio && $0.belongs(to: metric) }
        let covariates = ratio == nil ? try usable(metric, variant, arms, &answer) : []
        if question.groups != nil {
            return try answerClusters(
                metric, variant, covariates, pooled: arms.control.merged(with: arms.treatment), &answer)
        }
        let before = rawVariance(columns, [control, variant], group)
        guard ratio != nil || !covariates.isEmpty else {
            if question.strata != nil {
                let after = squaredError(columns, arms.control) + squaredError(columns, arms.treatment)
                answer.varianceReduction = before > 0 ? 1 - after / before : nil
            }
            return fill(&answer, try unadjusted(metric, columns, arms))
        }
        let composed = ratio == nil ? try compose(metric, variant, columns, covariates, arms) : arms
        let names = covariates.map(\.column).joined(separator: ", ")
        let cuped =
            if columns.denominator == nil {
                Cuped.mean(control: composed.control, treatment: composed.treatment)
            } else if ratio != nil {
                try Cuped.ratio(control: arms.control, treatment: arms.treatment)
            } else {
                try Cuped.ratio(
                    control: composed.control, treatment: composed.treatment, metric: columns,
                    covariate: .init(numerator: 2, denominator: nil), rule: .pooledArms)
            }
        let way =
            if let ratio {
                "CUPED on \(ratio.column), theta summed over the arms"
            } else if question.isCrossFitted {
                "CUPAC on \(names) (regression cross-fitted in \(CrossFitting.folds) folds)"
            } else {
                "CUPED on \(names), theta of both arms as one sample"
            }
        answer.adjustment = [answer.adjustment, way].compactMap(\.self).joined(separator: "; ")
        let after = cuped.control.squaredStandardError + cuped.treatment.squaredStandardError
        answer.varianceReduction = before > 0 ? 1 - after / before : nil
        (answer.meanAdjusted, answer.meanControlAdjusted) = (cuped.treatment.mean, cuped.control.mean)
        fill(&answer, Judged(control: cuped.control, treatment: cuped.treatment, by: judge))
    }

    private func squaredError(_ columns: RatioMetric.Columns, _ arm: CovarianceMoments) -> Double {
        RatioMetric.variance(columns, of: arm) / Double(arm.n)
    }

    /// The variance of the difference before any adjustment.
    private func rawVariance(_ columns: RatioMetric.Columns, _ variants: [Int], _ group: Int) -> Double {
        variants.compactMap { raw($0, group) }.reduce(0) { $0 + squaredError(columns, $1) }
    }

    private func unadjusted(
        _ metric: MetricTerm, _ columns: RatioMetric.Columns,
        _ arms: (control: CovarianceMoments, treatment: CovarianceMoments)
    ) throws(StatisticsError) -> Judged {
        if columns.denominator != nil {
            return Judged(
                control: try RatioSample(arms.control, columns: columns, arm: .control),
                treatment: try RatioSample(arms.treatment, columns: columns, arm: .treatment), by: judge)
        }
        // A share is the mean of zeros and ones, and is compared as one; only its lift has an interval of its own.
        let successes =
            metric.isShare && question.strata == nil
            ? (control: try share(arms.control), treatment: try share(arms.treatment)) : nil
        return Judged(
            control: MeanSample(arms.control.moments(of: 0)), treatment: MeanSample(arms.treatment.moments(of: 0)),
            successes: successes, by: judge)
    }

    /// Both arms with one covariate, as their last variable.
    private func compose(
        _ metric: MetricTerm, _ variant: Int, _ columns: RatioMetric.Columns, _ covariates: [UsableCovariate],
        _ arms: (control: CovarianceMoments, treatment: CovarianceMoments)
    ) throws(StatisticsError) -> (control: CovarianceMoments, treatment: CovarianceMoments) {
        if question.isCrossFitted { return try crossFitted(metric, variant, columns, covariates.map(\.column)) }
        guard covariates.count > 1 else {
            let kept = Array(metric.columns.indices) + covariates.map(\.place)
            return (arms.control.selecting(kept), arms.treatment.selecting(kept))
        }
        return try CompositeCovariate.make(
            control: arms.control, treatment: arms.treatment, metric: columns, covariates: covariates.map(\.place))
    }

    private func share(_ moments: CovarianceMoments) throws(StatisticsError) -> ProportionSample {
        try ProportionSample(successes: Int((moments.means[0] * Double(moments.n)).rounded()), n: moments.n)
    }

    /// Where a metric's moments stand: quantiles have none.
    func groupPlace(of metric: MetricTerm) -> Int {
        question.metrics.filter { !$0.isQuantile }.firstIndex(of: metric) ?? 0
    }

    /// A variant's moments as they were read, strata together; nil where it has no unit.
    func raw(_ variant: Int, _ group: Int) -> CovarianceMoments? {
        let parts = evidence.moments[variant].compactMap { $0?[group] }
        return parts.dropFirst().reduce(parts.first) { $0?.merged(with: $1) }
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
        func users(_ wanted: Int) -> [[Double]] {
            var lists = [[Double]](repeating: [], count: question.unit == nil ? 0 : units.count)
            for (row, unit) in units.rowUnits.enumerated()
            where units.variant(of: unit) == wanted {
                if question.unit == nil { lists.append([values[row]]) } else { lists[unit].append(values[row]) }
            }
            return lists.filter { !$0.isEmpty }
        }
        let (before, after) = (users(control), users(variant))
        func rows(_ users: [[Double]]) -> Int { users.reduce(0) { $0 + $1.count } }
        (answer.n, answer.nControl) = (rows(after), rows(before))
        answer.method = judge.nameOfQuantiles
        let quantiles = try QuantileComparison(
            control: before, treatment: after, probability: probability, clustered: question.unit != nil)
        (answer.mean, answer.meanControl) = (quantiles.treatmentQuantile, quantiles.controlQuantile)
        let own = try quantiles.intervals(level: 1 - question.alpha)
        (answer.interval, answer.intervalControl) = (.init(own.treatment), .init(own.control))
        fill(&answer, Judged(quantiles, units: before.count + after.count, by: judge))
    }

    // MARK: - Filling in

    func fill(_ answer: inout MetricAnswer, _ judged: Judged) {
        answer.difference = judged.difference
        (answer.statistic, answer.degreesOfFreedom) = (judged.statistic, judged.degreesOfFreedom)
        answer.pValue = judged.pValue
        (answer.relative, answer.relativeDefinition) = (judged.relative, judged.relativeDefinition)
        answer.posterior = judged.posterior
        answer.nonInferiority = judged.nonInferiority
        answer.look = judged.look
        for note in judged.notes { answer.say(note) }
    }
}
