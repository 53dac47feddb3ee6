import Foundation

/// An estimate that may be looked at any number of times: its interval holds the truth at all times together with the
/// level's probability, asymptotically.
///
/// Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (arXiv 2103.06476): two-sided eq. 9, one-sided eq. 161, with the
/// tuning of eq. 155; as in gbstats.
public struct ConfidenceSequence: Sendable, Codable, Hashable {
    /// The mixture's parameter, fixed before the experiment by the tuning and the level.
    public let rho: Double
    /// The estimate, with the always-valid p-value and interval in the places of the fixed-horizon ones.
    ///
    /// A one-sided p-value ends at 0.4999, which means at least that: the one-sided bound exists below one half only.
    public let estimate: Estimate

    /// Number of units at which the interval is meant to be tightest, by default.
    public static let defaultTuning = 5000.0

    /// Makes a fixed-horizon estimate always valid.
    ///
    /// - Parameters:
    ///   - fixed: the estimate and its standard error, as of now.
    ///   - units: units in both arms so far.
    ///   - tuning: the number of units at which the interval is tightest.
    ///   - settings: alternative, level and null effect.
    /// - Throws: `outside` for a level or tuning out of range, `tooFewValues` without units.
    public init(
        of fixed: Estimate, units: Int, tuning: Double = defaultTuning, settings: ComparisonSettings = .init()
    ) throws(StatisticsError) {
        try Interval.check(level: settings.level)
        guard tuning > 0 else { throw .outside("the sequential tuning", range: "above 0") }
        guard units > 1 else { throw .tooFewValues(units, minimum: 2) }
        guard fixed.standardError > 0 else { throw .noVariance }
        let twoSided = settings.alternative == .twoSided
        let alpha = 1 - settings.level
        guard twoSided || alpha < 0.5 else { throw .outside("the level of a one-sided sequence", range: "above 1/2") }
        let spent = -2 * log(twoSided ? alpha : 2 * alpha)
        let rho = ((spent + log(spent + 1)) / tuning).squareRoot()
        let n = Double(units)
        let growth = n * rho * rho + 1
        let variance = fixed.standardError * fixed.standardError * n
        let scale = variance * 2 * growth / (n * rho * n * rho)
        let crossing = twoSided ? log(growth.squareRoot() / alpha) : log(1 + growth.squareRoot() / (2 * alpha))
        let half = (scale * crossing).squareRoot()
        let distance = fixed.estimate - settings.nullEffect
        let evidence = distance * distance / scale
        let pValue: Double
        if twoSided {
            pValue = min(1, growth.squareRoot() * exp(-evidence))
        } else {
            let inDirection = settings.alternative == .greater ? distance > 0 : distance < 0
            pValue = inDirection ? min(0.4999, growth.squareRoot() / (2 * expm1(evidence))) : 0.4999
        }
        self.rho = rho
        estimate = Estimate(
            estimate: fixed.estimate, standardError: fixed.standardError, degreesOfFreedom: .infinity,
            statistic: distance / fixed.standardError, pValue: pValue,
            interval: Interval(
                lower: settings.alternative == .less ? -.infinity : fixed.estimate - half,
                upper: settings.alternative == .greater ? .infinity : fixed.estimate + half, level: settings.level))
    }
}
