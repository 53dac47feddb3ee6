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
