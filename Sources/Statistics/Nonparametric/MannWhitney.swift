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
        let pooled = (control.map { ($0, false) } + treatment.map { ($0, true) }).sorted { $0.0 < $1.0 }
        let (n1, n2, n) = (Double(treatment.count), Double(control.count), Double(pooled.count))
        var rankSum = 0.0
        var ties = 0.0
        var start = 0
        while start < pooled.count {
            var end = start
            while end < pooled.count, pooled[end].0 == pooled[start].0 { end += 1 }
            let size = Double(end - start)
            let rank = Double(start + end + 1) / 2
            rankSum += rank * Double(pooled[start..<end].count { $0.1 })
            ties += size * size * size - size
            start = end
        }
        u = rankSum - n1 * (n1 + 1) / 2
        let variance = n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1)))
        guard variance > 0 else { throw .noVariance }
        let distance = (u - n1 * n2 / 2).magnitude - (continuity ? 0.5 : 0)
        pValue = min(1, 2 * StandardNormal.upperTail(distance / variance.squareRoot()))
    }
}
