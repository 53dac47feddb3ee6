import CGSL

/// Makes one covariate of several: the sum that explains most of the metric in both arms together, as in a regression on
/// all of them. CUPED with it is CUPED with all.
public enum CompositeCovariate {
    /// Both arms with the composite in place of the covariates, as their last variable.
    ///
    /// - Parameters:
    ///   - metric: which variables are the metric; without a denominator, a mean.
    ///   - covariates: which variables are the covariates; at least one.
    /// - Throws: `singular` where covariates depend on each other.
    public static func make(
        control: CovarianceMoments, treatment: CovarianceMoments, metric: RatioMetric.Columns, covariates: [Int]
    ) throws(StatisticsError) -> (control: CovarianceMoments, treatment: CovarianceMoments) {
        let pooled = control.merged(with: treatment)
        let weights = try slopes(of: metric, on: covariates, in: pooled)
        func composed(_ arm: CovarianceMoments) -> CovarianceMoments {
            compose(arm, metric: metric, covariates: covariates, weights: weights)
        }
        return (composed(control), composed(treatment))
    }

    /// The moments with the weighted sum of the covariates, plus a constant, in their place.
    static func compose(
        _ moments: CovarianceMoments, metric: RatioMetric.Columns, covariates: [Int], weights: [Double],
        offset: Double = 0
    ) -> CovarianceMoments {
        let kept = [metric.numerator] + (metric.denominator.map { [$0] } ?? [])
        let sum = zip(covariates, weights).reduce(offset) { $0 + $1.1 * moments.means[$1.0] }
        return CovarianceMoments(n: moments.n, means: kept.map { moments.means[$0] } + [sum]) { i, j in
            let left = i < kept.count ? [(kept[i], 1.0)] : Array(zip(covariates, weights))
            let right = j < kept.count ? [(kept[j], 1.0)] : Array(zip(covariates, weights))
            return left.reduce(0) { total, a in
                total + right.reduce(0) { $0 + a.1 * $1.1 * moments.covariance(a.0, $1.0) }
            }
        }
    }

    /// What each covariate is multiplied by: the slopes of a regression of the metric on all of them.
    ///
    /// - Parameter ridge: what is added to each covariate's variance, as a share of it; above 0, covariates may depend on each other.
    /// - Throws: `singular` where covariates depend on each other.
    public static func slopes(
        of metric: RatioMetric.Columns, on covariates: [Int], in moments: CovarianceMoments, ridge: Double = 0
    ) throws(StatisticsError) -> [Double] {
        _ = GSL.ready
        let width = covariates.count
        // Scaled to correlations: covariates may be counts and millions.
        let scales = covariates.map { moments.variance($0).squareRoot() }
        guard let matrix = gsl_matrix_alloc(width, width), let right = gsl_vector_alloc(width) else {
            throw .singular("the covariates' covariance")
        }
        defer {
            gsl_matrix_free(matrix)
            gsl_vector_free(right)
        }
        for (i, covariate) in covariates.enumerated() {
            let scale = scales[i] > 0 ? scales[i] : 1
            let own = RatioMetric.covariance(metric, .init(numerator: covariate, denominator: nil), of: moments)
            gsl_vector_set(right, i, own / scale)
            for (j, other) in covariates.enumerated() {
                let otherScale = scales[j] > 0 ? scales[j] : 1
                // A covariate that does not vary explains nothing, and is no reason to refuse.
                let value = scales[i] > 0 || i != j ? moments.covariance(covariate, other) / (scale * otherScale) : 1
                gsl_matrix_set(matrix, i, j, i == j ? value + ridge : value)
            }
        }
        guard gsl_linalg_cholesky_decomp1(matrix) == 0,
            (0..<width).allSatisfy({ gsl_matrix_get(matrix, $0, $0) > 1e-7 }),
            gsl_linalg_cholesky_svx(matrix, right) == 0
        else { throw .singular("the covariates' covariance") }
        return (0..<width).map { gsl_vector_get(right, $0) / (scales[$0] > 0 ? scales[$0] : 1) }
    }
}

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
