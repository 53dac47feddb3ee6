/// An estimate at one look of a group-sequential test: judged by the look's bound, with the repeated confidence interval, whose
/// ends lie as many standard errors away as the bound says (Jennison and Turnbull 1989).
public struct GroupSequentialLook: Sendable, Codable, Hashable {
    /// z from which on this look rejects, in the alternative's direction.
    public let bound: Double
    /// The p-value that belongs to the bound: the look rejects at nominal p-values up to it.
    public let nominalLevel: Double
    /// Whether the statistic has reached the bound.
    public let isCrossed: Bool
    /// The estimate with its nominal p-value and the repeated interval.
    public let estimate: Estimate

    /// - Parameters:
    ///   - fixed: the estimate at this look, tested with the normal distribution.
    ///   - boundaries: of all looks so far, this one last; two-sided as `alternative` is.
    /// - Throws: `outside` where there is no look.
    public init(
        of fixed: Estimate, boundaries: GroupSequential, alternative: Alternative
    ) throws(StatisticsError) {
        guard let bound = boundaries.zBounds.last else { throw .outside("the number of looks", range: "at least 1") }
        self.bound = bound
        nominalLevel = (alternative == .twoSided ? 2 : 1) * StandardNormal.upperTail(bound)
        let z =
            switch alternative {
            case .twoSided: fixed.statistic.magnitude
            case .greater: fixed.statistic
            case .less: -fixed.statistic
            }
        isCrossed = z >= bound
        estimate = Estimate(
            estimate: fixed.estimate, standardError: fixed.standardError, degreesOfFreedom: .infinity,
            statistic: fixed.statistic, pValue: fixed.pValue,
            interval: .symmetric(
                around: fixed.estimate, standardError: fixed.standardError, alternative: alternative,
                level: fixed.interval.level, quantile: { _ in bound }))
    }
}
