import PolicyKit

/// Adds up, column by column, how well each candidate's content matches the user's profile.
enum ProfileMatch {
    /// Writes the inner product of profile and content for each candidate.
    @inline(__always) static func score(_ batch: borrowing RankingBatch, into scores: inout MutableSpan<Float>) {
        let profile = batch.profile
        let count = batch.count
        precondition(scores.count >= count)
        scores.withUnsafeMutableBufferPointer { scores in
            for index in 0..<count { scores[index] = 0 }
            for dimension in 0..<batch.dimensions {
                let weight = profile[dimension]
                batch.content(dimension).withUnsafeBufferPointer { column in
                    for index in 0..<count { scores[index] += column[index] * weight }
                }
            }
        }
    }
}
