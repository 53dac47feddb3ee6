public import Statistics
public import Tables

/// What is asked of a table of units: which column says the variant, which metrics, how they are compared.
///
/// ```swift
/// var question = Question(
///     variant: "variant", control: "control", metrics: [try MetricTerm(parsing: "mean:gmv")])
/// question.unit = "user"
/// let answer = try await Answer(question, file: "units.csv", threads: 2)
/// ```
public struct Question: Sendable, Hashable, Encodable {
    /// The column that says which variant a row belongs to.
    public var variant: String
    /// The variant that the others are compared with.
    public var control: String
    /// The column that says which unit a row belongs to, whose rows are summed; nil where each row is a unit.
    public var unit: String?
    /// The metrics to read out; at least one.
    public var metrics: [MetricTerm]
    /// Columns from before the experiment that take variance out.
    public var covariates: [Covariate] = []
    /// The column whose groups of units go together; nil where units are independent.
    public var cluster: String?
    /// The column of strata that are weighted by their share of all units; nil for none.
    public var strata: String?
    /// Whether covariates are made one by a regression that is fitted on other units than it predicts (CUPAC).
    public var isCrossFitted = false
    /// The blocks of time that go together in place of clusters; nil where the table is no switchback.
    public var switchback: SwitchbackBlocks?
    /// Columns of which every value is also read out by itself, as a table of its rows only.
    public var segments: [String] = []
    /// Variants that count as one.
    public var pools: [VariantPool] = []
    /// What becomes of rows in which a value is missing.
    public var missing = MissingCells.error
    /// What stands between cells; nil for the one under which the header has the question's columns.
    public var separator: CSVDialect.Separator?
    /// What stands between a number's whole part and its fraction.
    public var decimalMark = CSVDialect.DecimalMark.point
    /// Caps on units' totals.
    public var winsorising: [Winsorising] = []
    /// The units whose totals the caps' quantiles are of.
    public var capsOver = Winsorising.Base.all
    /// Which units are left out for their totals.
    public var drops: [DropRule] = []
    /// The column that is not 0 where a unit was exposed to what differs between the variants; only units with such a row are
    /// read out. nil for all units.
    public var trigger: String?
    /// The column of a score that should say whom the variants help most; read out by decile for every mean and proportion.
    public var uplift: String?
    /// How often units are drawn anew for the intervals of areas under uplift curves.
    public var resamples = 500
    /// How often labels are drawn anew for a randomisation test beside each comparison; nil for none.
    public var randomisation: Int?
    /// The seed of all draws.
    public var seed: UInt64 = 1
    /// How estimates are judged.
    public var method = Method.welch
    /// How lifts' intervals are made.
    public var lift = Lift.automatic
    /// The prior of the lift for method `bayesian`, beside the flat one; nil for none.
    public var prior: LiftPrior?
    /// Which effects count against the null hypothesis.
    public var alternative = Alternative.twoSided
    /// 1 less the level of all intervals; one of `alphas`.
    public var alpha = 0.05
    /// How p-values are corrected over all metrics and variants.
    public var correction = Correction.none
    /// How p-values of segments are corrected, over all segments, metrics and variants.
    public var segmentCorrection = Correction.holm
    /// Most that a metric may fall, as a fraction of its control mean (or rise, where `alternative` is `less`); asks for a test of
    /// non-inferiority beside the comparison.
    public var margin: Double?
    /// Units at which a sequential interval is tightest.
    public var tuning = ConfidenceSequence.defaultTuning
    /// The boundary of method `confseq`.
    public var boundary = BoundarySequence.Kind.stitched
    /// The looks of method `groupSequential`.
    public var looks: LookPlan?
    /// The standard deviation of likely effects for method `msprt`, as a fraction of the control mean.
    public var effectDeviation: Double?
    /// Intended shares of the variants in any scale, by name; equal ones where it is empty.
    public var weights: [String: Double] = [:]

    /// Below the least the level, 1 less alpha, would hold fewer than four digits of it.
    public static let alphas = 1e-12..<1

    /// A question with the default method and level; at least one metric.
    public init(variant: String, control: String, metrics: [MetricTerm]) {
        self.variant = variant
        self.control = control
        self.metrics = metrics
    }

    /// How an estimate is judged.
    public enum Method: String, Sendable, CaseIterable, Codable {
        /// Once, at a planned end, with Student's t and Welch's degrees of freedom.
        case welch
        /// Once, with the normal distribution.
        case normal
        /// At any time: an always-valid confidence sequence.
        case sequential
        /// By the posterior under a flat prior, or a normal one of the lift.
        case bayesian
        /// At planned looks that together keep the level.
        case groupSequential = "group-sequential"
        /// At any time: the mixture sequential probability ratio test.
        case msprt
        /// At any time: a confidence sequence by a boundary of choice.
        case confseq
    }

    /// How the interval of a lift is made; see `RelativeLift.Definition`.
    public enum Lift: String, Sendable, CaseIterable, Encodable {
        /// By the score of proportions that nothing is taken out of, by Fieller of all else.
        case automatic
        case fieller, score, delta, log
    }

    /// How p-values of several metrics and variants are adjusted.
    public enum Correction: String, Sendable, CaseIterable, Codable {
        case none, holm
        case benjaminiHochberg = "bh"
    }

    /// What units go together in: "clusters", or the "blocks" of a switchback; nil where units are independent.
    var groups: String? { switchback != nil ? "blocks" : cluster != nil ? "clusters" : nil }

    /// The name under which a variant is read out.
    func pooled(_ variant: String) -> String { pools.first { $0.variants.contains(variant) }?.name ?? variant }
}

extension Question {
    /// The caps on a column's totals; nil for none. A denominator without a word of its own is capped like its numerator, so that
    /// both sides of a ratio lose alike.
    func cap(of column: String) -> Winsorising? {
        let terms = metrics.filter { $0.takesCaps && $0.columns.contains(column) }
        guard !terms.isEmpty else { return nil }
        func named(_ name: String?) -> Winsorising? { winsorising.last { $0.column == name } }
        let numerator = terms.lazy.filter { $0.columns.last == column }.compactMap { named($0.columns[0]) }.first
        guard let cap = named(column) ?? numerator ?? named(nil), !cap.capsNothing else { return nil }
        return cap
    }
}
