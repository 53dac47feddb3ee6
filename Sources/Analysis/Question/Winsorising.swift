/// Caps on units' totals, so that a few huge ones do not drown the rest: `gmv=.99`, `gmv=.01:.99` at both ends, `orders=none`, or
/// `.99` for every column of means and ratios.
public struct Winsorising: Sendable, Hashable, Encodable {
    /// The column whose totals are capped; nil for all of means and ratios.
    public let column: String?
    /// Totals below and above these quantiles count as the quantile; above 0 and below 1, nil for no cap.
    public let lower: Double?
    /// Totals above this quantile count as the quantile; above 0 and below 1, nil for no cap.
    public let upper: Double?

    /// The units whose totals the quantiles are of.
    public enum Base: String, Sendable, Hashable, CaseIterable, Encodable {
        /// All units that are read out.
        case all
        /// Those whose total is not 0: where most units have nothing, quantiles of all say little of the rest.
        case nonzero
    }

    /// - Throws: a sentence about what is not understood.
    public init(parsing text: String) throws(AnalysisProblem) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let words = parts[parts.count - 1]
        column = parts.count == 2 && parts[0] != "all" ? parts[0] : nil
        if words == "none" {
            (lower, upper) = (nil, nil)
            return
        }
        let ends = words.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let shares = ends.map { $0.isEmpty ? nil : try? Share(parsing: $0).value }
        func isQuantile(_ share: Double?) -> Bool { share.map { $0 > 0 && $0 < 1 } ?? false }
        switch shares.count {
        case 1 where isQuantile(shares[0]): (lower, upper) = (nil, shares[0])
        case 2 where isQuantile(shares[0]) && (ends[1].isEmpty || isQuantile(shares[1])):
            (lower, upper) = (shares[0], shares[1])
        default:
            throw AnalysisProblem(
                "--winsorise \(text): expected COLUMN=QUANTILE, as gmv=.99, COLUMN=LOWER:UPPER, as gmv=.01:.99, COLUMN=none, or "
                    + "quantiles for all")
        }
        if let lower, let upper, lower >= upper {
            throw AnalysisProblem("--winsorise \(text): the lower quantile must be below the upper one")
        }
    }

    var capsNothing: Bool { lower == nil && upper == nil }

    /// As a person writes it.
    var words: String {
        switch (lower, upper) {
        case (nil, nil): "none"
        case (nil, let upper?): "\(upper)"
        case (let lower?, let upper): "\(lower):\(upper.map { "\($0)" } ?? "")"
        }
    }

    func belongs(to term: MetricTerm) -> Bool {
        term.takesCaps && (column.map { term.columns.contains($0) } ?? true)
    }
}
