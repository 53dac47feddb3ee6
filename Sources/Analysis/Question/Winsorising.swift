/// A cap on units' totals, so that a few huge ones do not drown the rest: `gmv=.99`, or `.99` for every mean and ratio.
public struct Winsorising: Sendable, Hashable, Encodable {
    /// The column whose totals are capped; nil for the first column of every mean and ratio.
    public let column: String?
    /// Totals above this quantile over all variants' units count as the quantile; above 0 and below 1.
    public let probability: Double

    /// - Throws: a sentence about what is not understood.
    public init(parsing text: String) throws(AnalysisProblem) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let number = parts[parts.count - 1]
        guard let probability = Double(number.hasPrefix(".") ? "0" + number : number), probability > 0, probability < 1
        else {
            throw AnalysisProblem("--winsorise \(text): expected COLUMN=QUANTILE, as gmv=.99, or a quantile for all")
        }
        self.probability = probability
        column = parts.count == 2 && parts[0] != "all" ? parts[0] : nil
    }

    func belongs(to term: MetricTerm) -> Bool {
        !term.isQuantile && !term.isShare && (column == nil || column == term.columns[0])
    }
}
