/// Weighs an arm's strata by their shares of all units, whatever shares the arm happens to have (Miratrix, Sekhon, Yu 2013).
///
/// What the arms differ in by the luck of the draw between strata then counts no more.
public enum PostStratification {
    /// The arm as it would be with the strata's common shares, to be compared like any other: means are weighted, and so
    /// is the variance of each mean.
    ///
    /// - Parameters:
    ///   - strata: the arm's moments in each stratum.
    ///   - weights: the strata's shares of all units; they sum to 1.
    ///   - arm: named in the error.
    /// - Throws: `tooFewUnits` where a stratum of positive weight has fewer than two units of the arm.
    public static func moments(
        of strata: [CovarianceMoments], weights: [Double], arm: Arm
    ) throws(StatisticsError) -> CovarianceMoments {
        guard strata.count == weights.count else { throw .unequalLengths("strata", "weights") }
        guard let first = strata.first else { throw .tooFewValues(0, minimum: 1) }
        let parts = zip(strata, weights).filter { $0.1 > 0 }
        guard parts.allSatisfy({ $0.0.n > 1 }) else { throw .tooFewUnits(in: arm) }
        let n = parts.reduce(0) { $0 + $1.0.n }
        return CovarianceMoments(
            n: n, means: (0..<first.variables).map { i in parts.reduce(0) { $0 + $1.1 * $1.0.means[i] } }
        ) { i, j in
            // n times the covariance of the weighted means, which comparisons divide by n again.
            Double(n) * parts.reduce(0) { $0 + $1.1 * $1.1 * $1.0.covariance(i, j) / Double($1.0.n) }
        }
    }
}
