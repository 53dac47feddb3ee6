/// Power of the z test of two proportions whose standard error under the null takes the pooled rate.
public enum ProportionPower {
    /// Probability that the test rejects when the rates are as given.
    ///
    /// - Parameters:
    ///   - control: the control rate, above 0 and below 1.
    ///   - treatment: the treatment rate, above 0 and below 1.
    ///   - controlN: units in the control arm, above 0.
    ///   - ratio: treatment units per control unit, above 0.
    /// - Throws: `outside` for an argument out of its range.
    public static func power(
        control: Double, treatment: Double, controlN: Double, ratio: Double = 1, alpha: Double = 0.05,
        alternative: Alternative = .twoSided
    ) throws(StatisticsError) -> Double {
        guard control > 0, control < 1, treatment > 0, treatment < 1 else {
            throw .outside("a rate", range: "above 0 and below 1")
        }
        guard controlN > 0, ratio > 0 else { throw .outside("the arms' sizes", range: "above 0") }
        guard alpha > 0, alpha < 1 else { throw .outside("alpha", range: "above 0 and below 1") }
        let pooled = (control + treatment * ratio) / (1 + ratio)
        let null = (pooled * (1 - pooled) * (1 + 1 / ratio)).squareRoot()
        let actual = (control * (1 - control) + treatment * (1 - treatment) / ratio).squareRoot()
        let shift = (treatment - control) * controlN.squareRoot() / actual
        let tail = alternative == .twoSided ? alpha / 2 : alpha
        let critical = StandardNormal.quantile(upperTail: tail) * null / actual
        let upper = StandardNormal.upperTail(critical - shift)
        let lower = StandardNormal.lowerTail(-critical - shift)
        return switch alternative {
        case .twoSided: upper + lower
        case .greater: upper
        case .less: lower
        }
    }
}
