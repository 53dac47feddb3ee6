import Foundation

/// Holds the chances that several logistic regressions give each candidate of a page.
struct CandidateChances {
    /// By regression: a number per candidate, and room for those of larger pages.
    private var values: [[Float]]

    init(regressions: Int) { values = Array(repeating: [], count: regressions) }

    /// Works out what one regression says: the logistic function of weights x features.
    /// - Parameters:
    ///   - weights: of the columns from `start` on.
    ///   - columns: what is remembered of `count` candidates, column by column.
    mutating func write(
        _ regression: Int, _ weights: [Float], _ columns: borrowing MutableSpan<Float>, from start: Int = 0, count: Int
    ) {
        if values[regression].count < count { values[regression] = Array(repeating: 0, count: count) }
        var chances = values[regression].mutableSpan
        LinearScore.write(columns, from: start, features: weights.count, count: count, into: &chances) { weights[$0] }
        for index in 0..<count { chances[index] = 1 / (1 + expf(-chances[index])) }
    }

    /// What a regression says, candidate by candidate; what stands behind the page's candidates means nothing.
    subscript(regression: Int) -> [Float] { values[regression] }
}
