import Foundation

/// The mixture sequential probability ratio test of two arms of equal size (Johari, Koomen, Pekelis, Walsh 2017, eq. 9).
///
/// Fed one look after another; its p-value is the least of 1/Lambda so far and so never rises.
public struct MixtureSPRT: Sendable, Codable, Hashable {
    /// Variance of the metric per unit, in its unit squared, taken as known.
    public let unitVariance: Double
    /// Variance of the effect under the mixture, in the metric's unit squared.
    public let effectVariance: Double
    /// The effect under the null, in the metric's unit.
    public let nullEffect: Double
    /// The always-valid p-value after the looks so far; 1 before the first.
    public private(set) var pValue = 1.0

    /// - Throws: `outside` where a variance is not positive.
    public init(unitVariance: Double, effectVariance: Double, nullEffect: Double = 0) throws(StatisticsError) {
        guard unitVariance > 0, effectVariance > 0 else { throw .outside("a variance", range: "above 0") }
        self.unitVariance = unitVariance
        self.effectVariance = effectVariance
        self.nullEffect = nullEffect
    }

    /// The likelihood ratio at one look.
    ///
    /// - Parameters:
    ///   - effect: treatment mean minus control mean so far.
    ///   - n: units an arm so far.
    public func likelihoodRatio(effect: Double, unitsPerArm n: Int) -> Double {
        let count = Double(n)
        let noise = 2 * unitVariance
        let total = noise + count * effectVariance
        let distance = effect - nullEffect
        return (noise / total).squareRoot()
            * exp(count * count * effectVariance * distance * distance / (2 * noise * total))
    }

    /// Takes a look and lowers the p-value if the evidence has grown.
    public mutating func look(effect: Double, unitsPerArm n: Int) {
        pValue = min(pValue, 1 / likelihoodRatio(effect: effect, unitsPerArm: n))
    }
}

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

/// The sequential test as Statsig's documentation prints it (after Zhao et al., arXiv 1905.10493).
///
/// Its -2 ln(alpha/2) makes it more conservative than the two-sided mixture needs.
public struct StatsigSequence: Sendable, Codable, Hashable {
    /// Squared standard error of the difference.
    public let variance: Double
    /// Mixing variance: z_(alpha/2)^2 (s_t^2 + s_c^2)/(N_t + N_c).
    public let mixingVariance: Double
    /// How many standard errors the interval reaches to either side.
    public let criticalValue: Double
    /// The difference, with the sequential p-value and interval; p falls below alpha where |z| exceeds the critical value.
    public let estimate: Estimate

    /// - Throws: `tooFewUnits`, `noVariance`, `outside` for a level that is none.
    public init<Sample: SampleSummary>(control: Sample, treatment: Sample, level: Double = 0.95) throws(StatisticsError)
    {
        try ComparisonSettings(level: level).check(control: control, treatment: treatment)
        try Interval.check(level: level)
        let alpha = 1 - level
        let z = StandardNormal.quantile(upperTail: alpha / 2)
        variance = control.squaredStandardError + treatment.squaredStandardError
        mixingVariance = z * z * (treatment.variance + control.variance) / Double(treatment.n + control.n)
        let total = variance + mixingVariance
        criticalValue = (total / mixingVariance * (-2 * log(alpha / 2) - log(variance / total))).squareRoot()
        let difference = treatment.mean - control.mean
        let error = variance.squareRoot()
        let statistic = difference / error
        estimate = Estimate(
            estimate: difference, standardError: error, degreesOfFreedom: .infinity, statistic: statistic,
            pValue: 2 * StandardNormal.upperTail(statistic.magnitude * z / criticalValue),
            interval: Interval(
                lower: difference - criticalValue * error, upper: difference + criticalValue * error, level: level))
    }
}
