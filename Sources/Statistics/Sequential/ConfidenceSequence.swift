import Foundation

/// An estimate that may be looked at any number of times: its interval holds the truth at all times together with the
/// level's probability, asymptotically.
///
/// Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (arXiv 2103.06476), as in gbstats.
public struct ConfidenceSequence: Sendable, Codable, Hashable {
    /// The mixture's parameter, fixed before the experiment by the tuning and the level.
    public let rho: Double
    /// The estimate, with the always-valid p-value and interval in the places of the fixed-horizon ones.
    ///
    /// The one-sided p-value solves eq. 161 for alpha with the mixture that the level has fixed: root/(2 (exp(evidence) - 1)) in the
    /// alternative's direction, and 1 from where that reaches it and in the other direction.
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
        let twoSided = settings.alternative == .twoSided
        let reach = try SequenceReach(alpha: 1 - settings.level, isTwoSided: twoSided, tuning: tuning)
        guard units > 1 else { throw .tooFewValues(units, minimum: 2) }
        guard fixed.standardError > 0 else { throw .noVariance }
        let n = Double(units)
        let half = reach.standardErrors(units: n) * fixed.standardError
        let distance = fixed.estimate - settings.nullEffect
        let evidence = distance * distance / (reach.spread(units: n) * fixed.standardError * fixed.standardError)
        let root = reach.growth(units: n).squareRoot()
        let pValue: Double
        if twoSided {
            pValue = min(1, root * exp(-evidence))
        } else {
            let inDirection = settings.alternative == .greater ? distance > 0 : distance < 0
            pValue = inDirection ? min(1, root / (2 * expm1(evidence))) : 1
        }
        rho = reach.rho
        estimate = Estimate(
            estimate: fixed.estimate, standardError: fixed.standardError, degreesOfFreedom: .infinity,
            statistic: distance / fixed.standardError, pValue: pValue,
            interval: Interval(
                lower: settings.alternative == .less ? -.infinity : fixed.estimate - half,
                upper: settings.alternative == .greater ? .infinity : fixed.estimate + half, level: settings.level))
    }
}

/// How far a confidence sequence reaches from its estimate, in standard errors, by the number of units so far.
///
/// Waudby-Smith et al. (arXiv 2103.06476): two-sided eq. 9, one-sided eq. 161, with the tuning of eq. 155.
struct SequenceReach: Sendable {
    /// The mixture's parameter.
    let rho: Double
    private let alpha: Double
    private let isTwoSided: Bool

    /// - Parameter tuning: the number of units at which the sequence is tightest, above 0.
    /// - Throws: `outside` for a level or tuning out of range.
    init(alpha: Double, isTwoSided: Bool, tuning: Double) throws(StatisticsError) {
        try Interval.check(level: 1 - alpha)
        guard tuning > 0 else { throw .outside("the sequential tuning", range: "above 0") }
        guard isTwoSided || alpha < 0.5 else { throw .outside("the level of a one-sided sequence", range: "above 1/2") }
        let spent = -2 * log(isTwoSided ? alpha : 2 * alpha)
        rho = ((spent + log(spent + 1)) / tuning).squareRoot()
        self.alpha = alpha
        self.isTwoSided = isTwoSided
    }

    /// n rho^2 + 1.
    func growth(units n: Double) -> Double { n * rho * rho + 1 }

    /// What the squared standard error is multiplied by: 2 (n rho^2 + 1)/(n rho^2).
    func spread(units n: Double) -> Double { 2 * growth(units: n) / (n * rho * rho) }

    /// Half the interval's width over the standard error; the level is exceeded where |z| is.
    func standardErrors(units n: Double) -> Double {
        let root = growth(units: n).squareRoot()
        return (spread(units: n) * log(isTwoSided ? root / alpha : 1 + root / (2 * alpha))).squareRoot()
    }
}
