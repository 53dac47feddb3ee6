import Statistics

/// Compares a variant with control, metric by metric, by the estimator that the question's columns ask for.
struct Analyst {
    let judge: Judge
    let evidence: Evidence
    let control: Int
    /// Intended shares of the variants, in any scale.
    let shares: [Double]
    private var question: Question { judge.question }

    init(judge: Judge, evidence: Evidence, control: Int, shares: [Double]) {
        self.judge = judge
        self.evidence = evidence
        self.control = control
        self.shares = shares
    }

    func answer(_ metric: MetricTerm, variant: Int) -> MetricAnswer {
        let counts = [evidence.variants[control].units, evidence.variants[variant].units]
        let ratio = try? SampleRatioMismatch(observed: counts, weights: [shares[control], shares[variant]])
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
            answer.note = error.description
        }
        return answer
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
        let covariates = question.covariates.filter { $0.belongs(to: metric) }.map(\.column)
        let first = metric.columns.count
        if covariates.count > 1 {
            arms = try CompositeCovariate.make(
                control: arms.control, treatment: arms.treatment, metric: columns,
                covariates: Array(first..<(first + covariates.count)))
        }
        if question.cluster != nil {
            return try answerClusters(metric, variant, covariates, &answer)
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
    private func groupPlace(of metric: MetricTerm) -> Int {
        question.metrics.filter { !$0.isQuantile }.firstIndex(of: metric) ?? 0
    }

    /// A variant's moments; where there are strata, as it would be with their shares of all units.
    private func moments(of variant: Int, _ group: Int, _ arm: Arm) throws(StatisticsError) -> CovarianceMoments {
        let strata = evidence.moments[variant].map { $0?[group] }
        if question.strata == nil {
            guard let only = strata[0] else { throw .tooFewUnits(in: arm, minimum: 1) }
            return only
        }
        let sizes = evidence.strata.indices.map { stratum in
            evidence.moments.reduce(0) { $0 + ($1[stratum]?[group].n ?? 0) }
        }
        let all = Double(sizes.reduce(0, +))
        var parts: [CovarianceMoments] = []
        for (stratum, part) in strata.enumerated() {
            guard let part, part.n > 1 else {
                throw .undefined(
                    "the stratum \"\(evidence.strata[stratum])\" has fewer than two units of "
                        + "\"\(evidence.variants[variant].name)\"")
            }
            parts.append(part)
        }
        return try PostStratification.moments(of: parts, weights: sizes.map { Double($0) / all }, arm: arm)
    }

    // MARK: - Clusters

    private func answerClusters(
        _ metric: MetricTerm, _ variant: Int, _ covariates: [String], _ answer: inout MetricAnswer
    ) throws(StatisticsError) {
        guard covariates.isEmpty else {
            throw .undefined("covariates do not go with clusters; ask without one of them")
        }
        guard let units = evidence.units else { throw .tooFewValues(0, minimum: 2) }
        let columns = metric.columns.map { evidence.place(of: $0, isShare: metric.isShare) }
        func sums(_ wanted: Int) -> ClusterSums.Arm {
            let none = Array(repeating: 0.0, count: units.clusterCount)
            var arm = ClusterSums.Arm(numerators: none, denominators: none)
            for unit in 0..<units.count where units.variants[unit] == wanted && !units.isInTwoVariants[unit] {
                arm.numerators[units.clusters[unit]] += units.sums[columns[0]][unit]
                arm.denominators[units.clusters[unit]] += columns.count == 2 ? units.sums[columns[1]][unit] : 1
            }
            return arm
        }
        // Clusters that have units of other variants only say nothing here.
        var present = Array(repeating: false, count: units.clusterCount)
        for unit in 0..<units.count
        where [control, variant].contains(units.variants[unit]) && !units.isInTwoVariants[unit] {
            present[units.clusters[unit]] = true
        }
        func kept(_ arm: ClusterSums.Arm) -> ClusterSums.Arm {
            ClusterSums.Arm(
                numerators: present.indices.filter { present[$0] }.map { arm.numerators[$0] },
                denominators: present.indices.filter { present[$0] }.map { arm.denominators[$0] })
        }
        let clusters = try ClusterSums(
            control: kept(sums(control)), treatment: kept(sums(variant)), units: answer.n + answer.nControl)
        fill(&answer, Judged(clusters, by: judge))
        if clusters.clusters < 30 {
            answer.note = [answer.note, "\(clusters.clusters) clusters: below 30 the interval is too narrow"]
                .compactMap(\.self).joined(separator: "; ")
        }
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
            where units.variants[unit] == wanted && !units.isInTwoVariants[unit] {
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

    private func fill(_ answer: inout MetricAnswer, _ judged: Judged) {
        if let difference = judged.difference {
            answer.difference = MetricAnswer.Effect(difference)
            answer.statistic = difference.statistic
            answer.degreesOfFreedom = difference.degreesOfFreedom.isFinite ? difference.degreesOfFreedom : nil
            answer.pValue = difference.pValue.isNaN ? nil : difference.pValue
        }
        if let relative = judged.relative {
            answer.relative = MetricAnswer.Effect(relative)
            answer.relativeDefinition = RelativeLift.Definition.deltaMethod.rawValue
        }
        answer.posterior = judged.posterior
        answer.nonInferiority = judged.nonInferiority
        answer.look = judged.look
        if !judged.notes.isEmpty { answer.note = judged.notes.joined(separator: "; ") }
    }
}

extension MetricAnswer.Effect {
    init(_ estimate: Estimate) {
        let (lower, upper) = (estimate.interval.lower, estimate.interval.upper)
        self.init(
            estimate: estimate.estimate, lower: lower.isFinite ? lower : nil, upper: upper.isFinite ? upper : nil,
            standardError: estimate.standardError)
    }
}
