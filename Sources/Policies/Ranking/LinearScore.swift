import PolicyKit

/// Scores candidates by a weighted sum of the columns that a policy remembers.
enum LinearScore {
    /// Overwrites each candidate's score with that of the first `features` columns.
    @inline(__always) static func write(
        _ columns: borrowing MutableSpan<Float>, features: Int, count: Int, into scores: inout MutableSpan<Float>,
        weight: (Int) -> Float
    ) {
        for index in 0..<count { scores[index] = 0 }
        for feature in 0..<features {
            let weight = weight(feature)
            for index in 0..<count { scores[index] += weight * columns[feature * count + index] }
        }
    }

    /// The score of one candidate, from column `start` on.
    @inline(__always) static func of(
        _ index: Int, _ weights: [Float], _ columns: borrowing MutableSpan<Float>, count: Int, from start: Int = 0
    ) -> Float {
        var score: Float = 0
        for feature in weights.indices { score += weights[feature] * columns[(start + feature) * count + index] }
        return score
    }
}
