import PolicyKit

/// Adds up, column by column, how well each candidate's content matches the user's profile.
enum ProfileMatch {
    /// Writes the inner product of profile and content for each candidate.
    @inline(__always) static func score(_ batch: borrowing RankingBatch, into scores: inout MutableSpan<Float>) {
        let profile = batch.profile
        let count = batch.count
        precondition(scores.count >= count)
        unsafe scores.withUnsafeMutableBufferPointer { scores in
            for index in 0..<count { unsafe scores[index] = 0 }
            var dimension = 0
            // Four columns at a time, so that the sums are read and written a quarter as often.
            while dimension + 4 <= batch.dimensions {
                let (v, w, x, y) = (
                    profile[dimension], profile[dimension + 1], profile[dimension + 2], profile[dimension + 3]
                )
                let (a, b) = (batch.content(dimension), batch.content(dimension + 1))
                let (c, d) = (batch.content(dimension + 2), batch.content(dimension + 3))
                unsafe a.withUnsafeBufferPointer { a in
                    unsafe b.withUnsafeBufferPointer { b in
                        unsafe c.withUnsafeBufferPointer { c in
                            unsafe d.withUnsafeBufferPointer { d in
                                for index in 0..<count {
                                    unsafe scores[index] =
                                        unsafe scores[index] + a[index] * v + b[index] * w + c[index] * x + d[index] * y
                                }
                            }
                        }
                    }
                }
                dimension += 4
            }
            while dimension < batch.dimensions {
                let weight = profile[dimension]
                unsafe batch.content(dimension).withUnsafeBufferPointer { column in
                    for index in 0..<count { unsafe scores[index] += column[index] * weight }
                }
                dimension += 1
            }
        }
    }
}
