import CGSL

/// The weights of the pseudo-inverse estimator for slates (Swaminathan, Krishnamurthy, Agarwal, Dudík, Langford, Jose, Zitouni
/// 2017, section 3): q' Gamma^+ 1_s.
///
/// With 1_s the indicator of a slate's pairs of slot and action, Gamma = E_mu[1_s 1_s'] holds the logging policy's chances of
/// each pair and of two together, and q = E_pi[1_s] the target's of each pair. Where a slate's expected reward is a sum over
/// its pairs, the mean of weight times reward is unbiased for every log that has the pairs the target uses, and weights vary
/// with the number of slots where those of whole slates vary with the number of slates.
public struct PseudoInverse: Sendable {
    private let actions: Int
    /// Gamma^+, row by row.
    private let inverse: [[Double]]
    /// The logging policy's chance of each pair.
    private let chances: [Double]

    /// The weight of a slate whose slots the logging policy fills independently of each other: the sum of the slots' ratios of
    /// target to logging propensity, less the number of slots but one (the paper's example 4).
    ///
    /// It may be negative.
    public static func weight(ofIndependentSlots ratios: some Sequence<Double>) -> Double {
        ratios.reduce(1) { $0 + ($1 - 1) }
    }

    /// From the chances of whole slates under the logging policy, for one context.
    ///
    /// - Parameters:
    ///   - slates: the action of each slot, 0..<actions, with the slate's chance; chances sum to 1.
    /// - Throws: `outside` for an action or chance that is none, `unequalLengths` for slates of other lengths.
    /// - Complexity: O((*slots* times *actions*)³).
    public init(actions: Int, slates: [(slate: [Int], chance: Double)]) throws(StatisticsError) {
        guard let slots = slates.first?.slate.count, slots > 0, actions > 0 else {
            throw .tooFewValues(0, minimum: 1)
        }
        let pairs = slots * actions
        var gamma = [[Double]](repeating: Array(repeating: 0, count: pairs), count: pairs)
        for (slate, chance) in slates {
            guard slate.count == slots else { throw .unequalLengths("slates", "each other") }
            guard chance >= 0, chance <= 1 else { throw .outside("a slate's chance", range: "from 0 to 1") }
            guard slate.allSatisfy((0..<actions).contains) else {
                throw .outside("an action", range: "at least 0 and below the number of actions")
            }
            let shown = slate.enumerated().map { $0 * actions + $1 }
            for first in shown {
                for second in shown { gamma[first][second] += chance }
            }
        }
        try self.init(actions: actions, pairChances: gamma)
    }

    /// From Gamma itself.
    ///
    /// - Parameter gamma: chances that two pairs are shown together, the pair's own on the diagonal; pair = slot x actions + action.
    /// - Throws: `unequalLengths` where Gamma is not square, `notConverged` where its singular values are not found.
    public init(actions: Int, pairChances gamma: [[Double]]) throws(StatisticsError) {
        guard gamma.allSatisfy({ $0.count == gamma.count }) else {
            throw .unequalLengths("rows of Gamma", "its columns")
        }
        guard actions > 0, !gamma.isEmpty, gamma.count.isMultiple(of: actions) else {
            throw .outside("the number of pairs", range: "a multiple of the number of actions")
        }
        guard let inverse = Self.inverted(gamma) else { throw .notConverged("the pseudo-inverse") }
        (self.actions, self.inverse, chances) = (actions, inverse, gamma.indices.map { gamma[$0][$0] })
    }

    /// The weight of a slate.
    ///
    /// - Parameters:
    ///   - slate: the action of each slot.
    ///   - target: the target's chance of each pair.
    /// - Throws: `unequalLengths`; `undefined` where the target uses a pair that the log never has.
    public func weight(of slate: [Int], target: [Double]) throws(StatisticsError) -> Double {
        guard target.count == chances.count else { throw .unequalLengths("the target's chances", "the log's pairs") }
        guard slate.count * actions == chances.count else { throw .unequalLengths("the slate", "its slots") }
        guard zip(target, chances).allSatisfy({ $0 == 0 || $1 > 0 }) else {
            throw .undefined("the target shows an action in a slot in which the log never has it")
        }
        var weight = 0.0
        for (slot, action) in slate.enumerated() {
            guard (0..<actions).contains(action) else {
                throw .outside("an action", range: "at least 0 and below the number of actions")
            }
            for (pair, chance) in target.enumerated() { weight += chance * inverse[pair][slot * actions + action] }
        }
        return weight
    }

    /// By singular values (one-sided Jacobi), of which those that rounding leaves count as 0; nil where GSL does not find them.
    private static func inverted(_ matrix: [[Double]]) -> [[Double]]? {
        _ = GSL.ready
        let size = matrix.count
        guard let left = gsl_matrix_alloc(size, size), let right = gsl_matrix_alloc(size, size),
            let values = gsl_vector_alloc(size)
        else { return nil }
        defer {
            gsl_matrix_free(left)
            gsl_matrix_free(right)
            gsl_vector_free(values)
        }
        for (i, row) in matrix.enumerated() {
            for (j, value) in row.enumerated() { gsl_matrix_set(left, i, j, value) }
        }
        guard gsl_linalg_SV_decomp_jacobi(left, right, values) == Int32(GSL_SUCCESS) else { return nil }
        let largest = gsl_vector_get(values, 0)
        guard largest > 0, largest.isFinite else { return nil }
        let kept = (0..<size).filter { gsl_vector_get(values, $0) > 1e-11 * largest }
        return (0..<size).map { i in
            (0..<size).map { j in
                kept.reduce(0) {
                    $0 + gsl_matrix_get(right, i, $1) / gsl_vector_get(values, $1) * gsl_matrix_get(left, j, $1)
                }
            }
        }
    }
}
