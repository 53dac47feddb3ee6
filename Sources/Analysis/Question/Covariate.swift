/// A column from before the experiment that takes out variance (CUPED): `visits_before`, or `gmv=gmv_before` for the metric
/// of one column only.
public struct Covariate: Sendable, Hashable, Encodable {
    public let column: String
    /// The metric's (first) column; nil for every metric.
    public let metric: String?

    public init(parsing text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        column = parts.count == 2 ? parts[1] : text
        metric = parts.count == 2 ? parts[0] : nil
    }

    func belongs(to term: MetricTerm) -> Bool { !term.isQuantile && (metric == nil || metric == term.columns[0]) }
}
