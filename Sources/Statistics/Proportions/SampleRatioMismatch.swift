/// Whether the arms got the shares of units that they were meant to get: the first thing to look at in an experiment.
public struct SampleRatioMismatch: Sendable, Codable, Hashable {
    /// How a two-arm mismatch is tested.
    public enum Method: String, Sendable, Codable, CaseIterable {
        /// Exact below 1,000 units, else normal.
        case automatic = "auto"
        /// The exact two-sided binomial test.
        case binomial = "binom"
        /// The normal approximation.
        case normal = "norm"
    }

    /// The chi-squared statistic, or the magnitude of z; nil for the exact test.
    public let statistic: Double?
    /// Degrees of freedom: arms of positive weight less one.
    public let degreesOfFreedom: Int
    /// Probability of a mismatch at least this large under the intended shares; look closer below 0.001.
    public let pValue: Double
    /// Units seen in arms whose weight is zero: any at all is a fault of the assignment, whatever the p-value.
    public let unitsInArmsOfNoWeight: Int

    /// Pearson's chi-squared test, sum (O - E)^2/E over the arms of positive weight.
    ///
    /// - Parameters:
    ///   - observed: units in each arm, not negative.
    ///   - weights: intended shares in any scale, not negative.
    /// - Throws: for lists of unequal length, negative entries, or fewer than two arms of positive weight.
    public init(observed: [Int], weights: [Double]) throws(StatisticsError) {
        guard observed.count == weights.count else { throw .unequalLengths("observed counts", "weights") }
        guard observed.allSatisfy({ $0 >= 0 }) else { throw .outside("an observed count", range: "at least 0") }
        guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw .outside("a weight", range: "at least 0") }
        let cells = zip(observed, weights).filter { $0.1 > 0 }
        guard cells.count > 1 else { throw .tooFewValues(cells.count, minimum: 2) }
        let units = Double(cells.reduce(0) { $0 + $1.0 })
        let weight = cells.reduce(0) { $0 + $1.1 }
        var chiSquared = 0.0
        if units > 0 {
            for cell in cells {
                let expected = cell.1 / weight * units
                let excess = Double(cell.0) - expected
                chiSquared += excess * excess / expected
            }
        }
        statistic = chiSquared
        degreesOfFreedom = cells.count - 1
        pValue = ChiSquared(degreesOfFreedom: Double(cells.count - 1)).upperTail(chiSquared)
        unitsInArmsOfNoWeight = zip(observed, weights).reduce(0) { $0 + ($1.1 > 0 ? 0 : $1.0) }
    }

    /// The test of two arms whose sizes were meant to stand in a given ratio.
    ///
    /// - Parameters:
    ///   - control: units in the control arm.
    ///   - treatment: units in the treatment arm.
    ///   - expectedRatio: treatment units per control unit, above 0.
    ///   - correction: whether the normal approximation is corrected for continuity.
    /// - Throws: for negative counts or a ratio that is none.
    public init(
        control: Int, treatment: Int, expectedRatio: Double = 1, method: Method = .automatic, correction: Bool = true
    ) throws(StatisticsError) {
        guard control >= 0, treatment >= 0 else { throw .outside("an observed count", range: "at least 0") }
        guard expectedRatio > 0, expectedRatio.isFinite else { throw .outside("the expected ratio", range: "above 0") }
        let units = control + treatment
        let share = expectedRatio / (1 + expectedRatio)
        degreesOfFreedom = 1
        unitsInArmsOfNoWeight = 0
        if method == .binomial || (method == .automatic && units < 1000) {
            statistic = nil
            pValue = try Binomial(trials: units, probability: share).twoSidedPValue(treatment)
            return
        }
        guard units > 0 else {
            statistic = 0
            pValue = 1
            return
        }
        var excess = (Double(treatment) - Double(units) * share).magnitude
        if correction { excess = max(0, excess - 0.5) }
        let z = excess / (Double(units) * share * (1 - share)).squareRoot()
        statistic = z
        pValue = 2 * StandardNormal.upperTail(z)
    }
}
