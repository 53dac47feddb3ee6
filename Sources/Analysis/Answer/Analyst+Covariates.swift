import Randomness
import Statistics

extension Purpose {
    /// Units into the folds of cross-fitting, in streams of this module only.
    fileprivate static let folding = Purpose(rawValue: 3)
}

/// What was known of the units before the experiment.
extension Analyst {
    /// Says of each covariate whether the arms were alike, and which can take out variance: one that does not vary within an arm
    /// explains nothing there, and between the arms only the effect.
    func usable(
        _ metric: MetricTerm, _ variant: Int, _ arms: (control: CovarianceMoments, treatment: CovarianceMoments),
        _ answer: inout MetricAnswer
    ) throws(StatisticsError) -> [UsableCovariate] {
        let all = covariates(of: metric)
        guard !all.isEmpty else { return [] }
        answer.balance = all.map { balance($0, variant, arms) }
        for balance in answer.balance ?? [] where balance.isOff {
            answer.say(
                "the covariate \(balance.column) differs between the arms by more than chance: it is not from before the "
                    + "experiment, or the arms were not drawn at random")
        }
        return all.filter { covariate in
            let constant = [(arms.control, "control"), (arms.treatment, "the variant")].filter {
                Analyst.isConstant(covariate.place, in: $0.0)
            }
            guard let arm = constant.first else { return true }
            answer.say(
                "\(covariate.column) does not vary within \(constant.count == 2 ? "the arms" : arm.1) and adjusts nothing"
            )
            return false
        }
    }

    /// Those of the metric that vary within both arms.
    func usableCovariates(of metric: MetricTerm, _ variant: Int) -> [UsableCovariate] {
        let group = groupPlace(of: metric)
        let arms = [control, variant].compactMap { raw($0, group) }
        return covariates(of: metric).filter { covariate in
            arms.allSatisfy { !Analyst.isConstant(covariate.place, in: $0) }
        }
    }

    private func covariates(of metric: MetricTerm) -> [UsableCovariate] {
        question.covariates.filter { $0.belongs(to: metric) }.enumerated().map {
            UsableCovariate(column: $1.column, place: $0 + metric.columns.count)
        }
    }

    /// But for the rounding of its mean.
    private static func isConstant(_ place: Int, in arm: CovarianceMoments) -> Bool {
        let mean = arm.means[place]
        return arm.variance(place) <= 1e-24 * mean * mean
    }

    private func balance(
        _ covariate: UsableCovariate, _ variant: Int, _ arms: (control: CovarianceMoments, treatment: CovarianceMoments)
    ) -> MetricAnswer.Balance {
        let settings = ComparisonSettings(allowsConstantArm: true)
        let test =
            question.groups == nil
            ? try? Welch.difference(
                control: MeanSample(arms.control.moments(of: covariate.place)),
                treatment: MeanSample(arms.treatment.moments(of: covariate.place)), settings: settings)
            : try? clusterSums([evidence.place(of: covariate.column)], variant).difference(settings: settings)
        let areConstant = [arms.control, arms.treatment].map { Analyst.isConstant(covariate.place, in: $0) }
        let (mean, meanControl) = (arms.treatment.means[covariate.place], arms.control.means[covariate.place])
        let isConstant = !areConstant.contains(false)
        return MetricAnswer.Balance(
            column: covariate.column, mean: mean, meanControl: meanControl, pValue: test?.pValue,
            isOff: test.map { $0.pValue < 0.001 }
                ?? (isConstant && mean != meanControl && clusterCounts(variant) != [1, 1]),
            isConstant: isConstant, adjusts: !areConstant.contains(true))
    }

    // MARK: - Cross-fitting

    /// Both arms with the cross-fitted prediction as their last variable. A unit's fold depends on the seed and its place in the
    /// table only.
    func crossFitted(
        _ metric: MetricTerm, _ variant: Int, _ columns: RatioMetric.Columns, _ covariates: [String]
    ) throws(StatisticsError) -> (control: CovarianceMoments, treatment: CovarianceMoments) {
        guard let table = evidence.units else { throw .tooFewValues(0, minimum: 2) }
        let places =
            metric.columns.map { evidence.place(of: $0, isShare: metric.isShare) }
            + covariates.map { evidence.place(of: $0) }
        let none = [CovarianceMoments](
            repeating: CovarianceMoments(variables: places.count), count: CrossFitting.folds)
        var arms = (control: none, treatment: none)
        var stream = RandomKey(seed: question.seed).stream(.folding, 0, 0, 0)
        for unit in 0..<table.count {
            let fold = stream.index(below: CrossFitting.folds)
            guard let own = table.variant(of: unit), own == control || own == variant else { continue }
            let row = places.map { table.sums[$0][unit] }
            if own == control { arms.control[fold].add(row) } else { arms.treatment[fold].add(row) }
        }
        return try CrossFitting.make(
            control: arms.control, treatment: arms.treatment, metric: columns,
            covariates: Array(metric.columns.count..<places.count))
    }
}
