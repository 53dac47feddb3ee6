import Foundation

/// An estimate under the mixture sequential probability ratio test: its p-value and interval hold at every look together,
/// asymptotically (Johari, Koomen, Pekelis, Walsh 2017, sec. 4; the squared standard error stands for 2 sigma^2/n).
public enum MixtureSequence {
    /// Makes a fixed-horizon estimate always valid, two-sided.
    ///
    /// - Parameters:
    ///   - fixed: the estimate and its standard error, as of now.
    ///   - effectDeviation: standard deviation of effects under the mixture, in the estimate's unit, fixed beforehand.
    /// - Throws: `outside` for a level or deviation out of range, `noVariance`.
    public static func estimate(
        of fixed: Estimate, effectDeviation: Double, level: Double = 0.95, nullEffect: Double = 0
    ) throws(StatisticsError) -> Estimate {
        try Interval.check(level: level)
        guard fixed.standardError > 0 else { throw .noVariance }
        let noise = fixed.standardError * fixed.standardError
        let effects = effectDeviation * effectDeviation
        // Two arms of one unit each have the error that these arms have.
        let test = try MixtureSPRT(unitVariance: noise / 2, effectVariance: effects, nullEffect: nullEffect)
        let ratio = test.likelihoodRatio(effect: fixed.estimate, unitsPerArm: 1)
        let total = noise + effects
        let crossing = log((total / noise).squareRoot() / (1 - level))
        let half = (2 * noise * total / effects * crossing).squareRoot()
        return Estimate(
            estimate: fixed.estimate, standardError: fixed.standardError, degreesOfFreedom: .infinity,
            statistic: (fixed.estimate - nullEffect) / fixed.standardError, pValue: min(1, 1 / ratio),
            interval: Interval(lower: fixed.estimate - half, upper: fixed.estimate + half, level: level))
    }
}
