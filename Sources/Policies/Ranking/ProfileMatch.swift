import PolicyKit

/// Adds up, column by column, how well each candidate's content matches the user's profile.
enum ProfileMatch {
    /// Writes the inner product of profile and content for each candidate.
    @inline(__always) static func score(_ batch: borrowing RankingBatch, into scores: inout MutableSpan<Float>) {
        let profile = batch.profile
        let count = batch.count
        for index in 0..<count { scores[index] = 0 }
        var dimension = 0
        while dimension + 4 <= batch.dimensions {
            WeightedColumns.add(
                batch.content(dimension), batch.content(dimension + 1), batch.content(dimension + 2),
                batch.content(dimension + 3),
                by: SIMD4(
                    profile[dimension], profile[dimension + 1], profile[dimension + 2], profile[dimension + 3]),
                to: &scores)
            dimension += 4
        }
        while dimension < batch.dimensions {
            WeightedColumns.add(batch.content(dimension), by: profile[dimension], to: &scores)
            dimension += 1
        }
    }
}
