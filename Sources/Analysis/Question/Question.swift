public import Statistics

/// What is asked of a table of units: which column says the variant, which metrics, how they are compared.
public struct Question: Sendable, Hashable {
    /// The column that says which variant a row belongs to.
    public var variant: String
    /// The variant that the others are compared with.
    public var control: String
    /// The column that says which unit a row belongs to, whose rows are summed; nil where each row is a unit.
    public var unit: String?
    /// At least one.
    public var metrics: [MetricTerm]
    public var covariates: [Covariate] = []
    /// The column whose groups of units go together; nil where units are independent.
    public var cluster: String?
    /// The column of strata that are weighted by their share of all units; nil for none.
    public var strata: String?
    public var method = Method.welch
    public var alternative = Alternative.twoSided
    /// 1 less the level of all intervals.
    public var alpha = 0.05
    public var correction = Correction.none
    /// Most that a metric may fall, as a fraction of its control mean (or rise, where `alternative` is `less`); asks for a test of
    /// non-inferiority beside the comparison.
    public var margin: Double?
    /// Units at which a sequential interval is tightest.
    public var tuning = ConfidenceSequence.defaultTuning
    /// Intended shares of the variants in any scale, by name; equal ones where it is empty.
    public var weights: [String: Double] = [:]

    public init(variant: String, control: String, metrics: [MetricTerm]) {
        self.variant = variant
        self.control = control
        self.metrics = metrics
    }

    /// How an estimate is judged.
    public enum Method: String, Sendable, CaseIterable {
        /// Once, at a planned end, with Student's t and Welch's degrees of freedom.
        case welch
        /// Once, with the normal distribution.
        case normal
        /// At any time: an always-valid confidence sequence.
        case sequential
        /// By the posterior under a flat prior.
        case bayesian
    }

    /// How p-values of several metrics and variants are adjusted.
    public enum Correction: String, Sendable, CaseIterable {
        case none, holm
        case benjaminiHochberg = "bh"
    }

    /// - Throws: a sentence about parts that contradict each other.
    func check() throws(AnalysisProblem) {
        guard alpha > 0, alpha < 1 else {
            throw AnalysisProblem("--alpha is \(alpha); expected a number above 0 and below 1")
        }
        guard tuning > 0 else { throw AnalysisProblem("--tuning is \(tuning); expected a number above 0") }
        if let margin, !(margin > 0 && margin < 1) {
            throw AnalysisProblem("--margin is \(margin); expected a fraction above 0 and below 1 of the control mean")
        }
        guard !metrics.isEmpty else { throw AnalysisProblem("no --metric is given") }
        for (place, metric) in metrics.enumerated() where metrics[..<place].contains(where: { $0.text == metric.text })
        {
            throw AnalysisProblem("--metric \(metric.text) is given twice")
        }
        for covariate in covariates {
            for metric in metrics where covariate.belongs(to: metric) && metric.columns.contains(covariate.column) {
                throw AnalysisProblem(
                    "--covariate \(covariate.column) is the metric \(metric.text) itself; a covariate must be from before "
                        + "the experiment, or it takes the effect away")
            }
            if let named = covariate.metric, !metrics.contains(where: covariate.belongs) {
                throw AnalysisProblem(
                    "--covariate \(named)=\(covariate.column): no metric of the column \(named) can take it")
            }
        }
        if let quantile = metrics.first(where: \.isQuantile) {
            if strata != nil { throw AnalysisProblem("--strata does not go with \(quantile.text); ask in two calls") }
            if cluster != nil {
                throw AnalysisProblem(
                    "--cluster does not go with \(quantile.text); name the clusters as --unit instead")
            }
        }
        if method == .bayesian, cluster != nil { throw AnalysisProblem("--method bayesian does not go with --cluster") }
        if cluster != nil, strata != nil { throw AnalysisProblem("--cluster does not go with --strata") }
        if method == .bayesian, alternative != .twoSided {
            throw AnalysisProblem("--method bayesian knows no --alternative; it says the chance of either direction")
        }
    }
}
