/// Makes one covariate of any number by a regression that predicts each unit from other units than itself, so that it does not
/// fit what it is to explain (CUPAC: Tang, Huang, Kastelman, Bauman 2020; cross-fitting: Chernozhukov et al. 2018).
public enum CrossFitting {
    /// How many parts the units are divided into by default.
    public static let folds = 10

    /// Both arms with the prediction in place of the covariates, as their last variable.
    ///
    /// Units of a fold are predicted by the regression, over both arms, of all other folds. It has a ridge of covariates over units,
    /// so that covariates may depend on each other.
    /// - Parameters:
    ///   - control: joint moments of the control arm's units, fold by fold; folds must not depend on metric, covariates or arm.
    ///   - treatment: the same of treatment.
    ///   - metric: which variables are the metric; without a denominator, a mean.
    ///   - covariates: which variables are the covariates; at least one.
    /// - Throws: `tooFewValues` where the other folds have not more units than covariates; `unequalLengths`.
    public static func make(
        control: [CovarianceMoments], treatment: [CovarianceMoments], metric: RatioMetric.Columns, covariates: [Int]
    ) throws(StatisticsError) -> (control: CovarianceMoments, treatment: CovarianceMoments) {
        guard control.count == treatment.count else { throw .unequalLengths("control's folds", "treatment's") }
        guard let first = control.first, control.count > 1 else { throw .tooFewValues(control.count, minimum: 2) }
        let both = zip(control, treatment).map { $0.merged(with: $1) }
        let width = covariates.count
        let none = CovarianceMoments(variables: (metric.denominator == nil ? 1 : 2) + 1)
        var arms = (control: none, treatment: none)
        for fold in both.indices {
            var others = CovarianceMoments(variables: first.variables)
            for other in both.indices where other != fold { others.merge(both[other]) }
            guard others.n > width + 2 else { throw .tooFewValues(others.n, minimum: width + 3) }
            let weights = try CompositeCovariate.slopes(
                of: metric, on: covariates, in: others, ridge: Double(width) / Double(others.n))
            // The prediction, less what all folds' predictions would have in common.
            let offset = zip(covariates, weights).reduce(0) { $0 - $1.1 * others.means[$1.0] }
            func predicted(_ arm: CovarianceMoments) -> CovarianceMoments {
                CompositeCovariate.compose(
                    arm, metric: metric, covariates: covariates, weights: weights, offset: offset)
            }
            arms.control.merge(predicted(control[fold]))
            arms.treatment.merge(predicted(treatment[fold]))
        }
        return arms
    }
}
