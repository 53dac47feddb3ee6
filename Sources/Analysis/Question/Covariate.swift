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
