import Foundation
import PolicyKit

/// Scores candidates by a weighted sum of the columns that a policy remembers.
enum LinearScore {
    /// Overwrites each candidate's score with that of `features` columns, from column `first` on.
    @inline(__always) static func write(
        _ columns: borrowing MutableSpan<Float>, from first: Int = 0, features: Int, count: Int,
        into scores: inout MutableSpan<Float>,
        weight: (Int) -> Float
    ) {
        for index in 0..<count { scores[index] = 0 }
        for feature in 0..<features {
            let weight = weight(feature)
            for index in 0..<count { scores[index] += weight * columns[(first + feature) * count + index] }
        }
    }

    /// The logistic function.
    @inline(__always) static func chance(_ logOdds: Float) -> Float { 1 / (1 + expf(-logOdds)) }
}
