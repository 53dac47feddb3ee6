/// Scores candidates by a weighted sum of the columns that a policy remembers.
package enum LinearScore {
    /// Overwrites each candidate's score with that of `features` columns, from column `start` on.
    @inline(__always) package static func write(
        _ columns: borrowing MutableSpan<Float>, from start: Int = 0, features: Int, count: Int,
        into scores: inout MutableSpan<Float>, weight: (Int) -> Float
    ) {
        for index in 0..<count { scores[index] = 0 }
        let columns = columns.span
        var feature = 0
        func column(_ place: Int) -> Range<Int> {
            let first = (start + feature + place) * count
            return first..<first + count
        }
        while feature + 4 <= features {
            WeightedColumns.add(
                columns.extracting(column(0)), columns.extracting(column(1)), columns.extracting(column(2)),
                columns.extracting(column(3)),
                by: SIMD4(weight(feature), weight(feature + 1), weight(feature + 2), weight(feature + 3)), to: &scores)
            feature += 4
        }
        while feature < features {
            WeightedColumns.add(columns.extracting(column(0)), by: weight(feature), to: &scores)
            feature += 1
        }
    }

    /// The score of one candidate, from the first column on.
    @inline(__always) static func of(
        _ index: Int, _ weights: [Float], _ columns: borrowing MutableSpan<Float>, count: Int
    ) -> Float {
        var score: Float = 0
        for feature in weights.indices { score += weights[feature] * columns[feature * count + index] }
        return score
    }
}
