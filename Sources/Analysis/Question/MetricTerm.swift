/// A metric as a person writes it: `mean:gmv`, `ratio:clicks/impressions`, `proportion:bought`, `quantile:.9:seconds`.
public struct MetricTerm: Sendable, Hashable {
    /// As written; the metric's name in the answer.
    public let text: String
    /// How a unit's values become the metric, and of which columns.
    public let kind: Kind

    /// How a unit's values become the metric.
    public enum Kind: Sendable, Hashable {
        /// Mean of a column over units.
        case mean(String)
        /// Sum of a column over the sum of another.
        case ratio(numerator: String, denominator: String)
        /// Share of units whose value is 1, or above 0 where a unit has several rows.
        case proportion(String)
        /// A quantile of the rows' values; the probability is above 0 and below 1.
        case quantile(Double, String)
    }

    /// - Throws: a sentence about what is not understood.
    public init(parsing text: String) throws(AnalysisProblem) {
        self.text = text
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        func unknown() -> AnalysisProblem {
            AnalysisProblem(
                "--metric \(text): expected mean:COLUMN, ratio:NUMERATOR/DENOMINATOR, proportion:COLUMN or "
                    + "quantile:PROBABILITY:COLUMN")
        }
        guard parts.count == 2, !parts[1].isEmpty else { throw unknown() }
        switch parts[0] {
        case "mean": kind = .mean(parts[1])
        case "proportion": kind = .proportion(parts[1])
        case "ratio":
            let columns = parts[1].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard columns.count == 2, columns.allSatisfy({ !$0.isEmpty }) else { throw unknown() }
            kind = .ratio(numerator: columns[0], denominator: columns[1])
        case "quantile":
            let words = parts[1].split(separator: ":", maxSplits: 1).map(String.init)
            guard words.count == 2 else { throw unknown() }
            guard let probability = try? Share(parsing: words[0]).value, probability > 0, probability < 1 else {
                throw AnalysisProblem("--metric \(text): expected a probability above 0 and below 1, found \(words[0])")
            }
            kind = .quantile(probability, words[1])
        default: throw unknown()
        }
    }

    /// The columns that are read for it, numerator first.
    var columns: [String] {
        switch kind {
        case .mean(let column), .proportion(let column), .quantile(_, let column): [column]
        case .ratio(let numerator, let denominator): [numerator, denominator]
        }
    }

    var isShare: Bool { if case .proportion = kind { true } else { false } }
    var isQuantile: Bool { if case .quantile = kind { true } else { false } }
    /// Whether its columns are units' totals that can be capped.
    var takesCaps: Bool { !isQuantile && !isShare }
    /// Whether a unit's outcome is one number, which a score can sort.
    var hasUplift: Bool {
        switch kind {
        case .mean, .proportion: true
        case .ratio, .quantile: false
        }
    }
}

extension MetricTerm: Encodable {
    /// As written.
    public func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }
}

/// What was known of units before the experiment, to take out variance (CUPED): a column as in `visits_before`, or of one
/// metric only, `gmv=gmv_before`; of a ratio metric also the ratio before,
/// `ratio:clicks/views=ratio:clicks_before/views_before`.
public struct Covariate: Sendable, Hashable, Encodable {
    /// A column, or a ratio of two as a metric is written: its name in the answer.
    public let column: String
    /// The metric's (first) column, or the metric as it is written; nil for every metric.
    public let metric: String?
    /// The columns that are read for it, numerator first.
    let columns: [String]

    private enum CodingKeys: CodingKey { case column, metric }

    /// Reads `column`, or `metric=column` for one metric alone.
    public init(parsing text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        column = parts.count == 2 ? parts[1] : text
        metric = parts.count == 2 ? parts[0] : nil
        if case .ratio(let numerator, let denominator)? = (try? MetricTerm(parsing: column))?.kind {
            columns = [numerator, denominator]
        } else {
            columns = [column]
        }
    }

    var isRatio: Bool { columns.count == 2 }

    func belongs(to term: MetricTerm) -> Bool {
        !term.isQuantile && (metric == nil || metric == term.columns[0] || metric == term.text)
    }
}
