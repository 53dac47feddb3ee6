import Randomness
import Statistics

extension Purpose {
    /// Resampling of units, in streams of this module only.
    fileprivate static let resampling = Purpose(rawValue: 1)
}

/// What a score says of whom a variant helps.
extension Analyst {
    /// nil where no score is asked for, or the metric is neither a mean nor a proportion.
    /// - Throws: `undefined` where nobody, or everybody, has succeeded; `noVariance`; `tooFewUnits`.
    func uplift(_ metric: MetricTerm, _ variant: Int) throws(StatisticsError) -> UpliftAnswer? {
        guard let score = question.uplift, metric.hasUplift, let table = evidence.units else { return nil }
        let units = (0..<table.count).filter { unit in
            table.variant(of: unit).map { $0 == control || $0 == variant } ?? false
        }
        let outcomes = table.sums[evidence.place(of: metric.columns[0], isShare: metric.isShare)]
        let scores = table.sums[evidence.place(of: score)]
        let (values, treated) = (units.map { outcomes[$0] }, units.map { table.variants[$0] == variant })
        let sorting = units.map { scores[$0] }
        let sample =
            metric.isShare
            ? try UpliftSample(outcomes: values, treated: treated, scores: sorting)
            : try UpliftSample(values: values, treated: treated, scores: sorting)
        return UpliftAnswer(
            score: score, qini: try area(.qini, of: sample), auuc: try area(.uplift, of: sample),
            scale: metric.isShare ? .shareOfPerfect : .gainPerUnit, resamples: question.resamples,
            deciles: try UpliftBins(10, of: sample, strategy: .overall, ties: .together).bins.map(decile))
    }

    /// The area with its interval; every curve has the same resamples, from a stream of its own.
    private func area(
        _ kind: UpliftCurve.Kind, of sample: UpliftSample
    ) throws(StatisticsError) -> EffectAnswer {
        var stream = RandomKey(seed: question.seed).stream(.resampling, 0, 0, 0)
        let bootstrap = try UpliftBootstrap(
            kind, as: sample.kind == .successes ? .shareOfPerfect : .gainPerUnit, of: sample, level: 1 - question.alpha,
            resamples: question.resamples, using: &stream, eachResample: { progress.step(.units) })
        return EffectAnswer(
            estimate: bootstrap.score, lower: bootstrap.interval.lower, upper: bootstrap.interval.upper,
            standardError: bootstrap.standardError)
    }

    private func decile(_ bin: UpliftBins.Bin) -> UpliftAnswer.Decile {
        let reach = StandardNormal.quantile(upperTail: question.alpha / 2)
        var effect: EffectAnswer?
        if let uplift = bin.uplift {
            // Of one unit, or where no unit, or every unit, of an arm has succeeded, there is no normal error.
            let error = bin.error ?? 0
            effect = EffectAnswer(
                estimate: uplift, lower: error > 0 ? uplift - reach * error : nil,
                upper: error > 0 ? uplift + reach * error : nil, standardError: error > 0 ? error : nil)
        }
        return UpliftAnswer.Decile(
            units: bin.treatmentUnits, unitsControl: bin.controlUnits, mean: bin.treatmentMean,
            meanControl: bin.controlMean, uplift: effect)
    }
}
