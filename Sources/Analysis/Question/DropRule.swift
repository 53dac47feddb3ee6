/// Units whose total of a column is above a threshold, which are left out: `gmv=10000`.
public struct DropRule: Sendable, Hashable, Encodable {
    public let column: String
    /// In the column's unit.
    public let threshold: Double

    /// - Throws: a sentence about what is not understood.
    public init(parsing text: String) throws(AnalysisProblem) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, let threshold = Double(parts[1]), threshold.isFinite else {
            throw AnalysisProblem("--drop-above \(text): expected COLUMN=NUMBER, as gmv=10000")
        }
        (column, self.threshold) = (parts[0], threshold)
    }
}
