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
}
