import Foundation

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
