/// The rank test that treatment values tend to be larger (Mann and Whitney 1947), by its normal approximation with ties.
public struct MannWhitney: Sendable, Codable, Hashable {
    /// Number of pairs in which the treatment value is the larger one, ties as one half.
    public let u: Double
    /// Two-sided p-value.
    public let pValue: Double

    /// - Parameter continuity: whether |U - mean| is made smaller by one half.
    /// - Throws: `tooFewUnits` for an empty arm, `noVariance` where all values are equal.
    /// - Complexity: O(*n* log *n*) in the number of values of both arms.
    public init(control: [Double], treatment: [Double], continuity: Bool = true) throws(StatisticsError) {
        guard !control.isEmpty else { throw .tooFewUnits(in: .control, minimum: 1) }
        guard !treatment.isEmpty else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        let ranked = Midranks(control + treatment)
        let (n1, n2) = (Double(treatment.count), Double(control.count))
        let n = n1 + n2
        let rankSum = ranked.ranks[control.count...].reduce(0, +)
        u = rankSum - n1 * (n1 + 1) / 2
        let variance = n1 * n2 / 12 * (n + 1 - ranked.ties / (n * (n - 1)))
        guard variance > 0 else { throw .noVariance }
        let distance = (u - n1 * n2 / 2).magnitude - (continuity ? 0.5 : 0)
        pValue = min(1, 2 * StandardNormal.upperTail(distance / variance.squareRoot()))
    }
}
