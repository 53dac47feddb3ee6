import Foundation

/// The normal mixture for sums whose increments are sub-Gaussian (Howard et al. 2021, prop. 5 and eq. 14).
public struct NormalMixture: MixtureBoundary, Codable, Hashable {
    /// Whether the mixing distribution is a normal or a half normal.
    public let isOneSided: Bool
    /// Variance of the mixing distribution, as an amount of intrinsic time.
    public let rho: Double

    /// - Parameters:
    ///   - tightestTime: the intrinsic time at which the boundary is tightest, above 0.
    ///   - alpha: the level for which it is, above 0 and below 1 (below 1/2 when one-sided).
    /// - Throws: `outside` for an argument out of its range.
    public init(tightestTime: Double, alpha: Double = 0.05, isOneSided: Bool) throws(StatisticsError) {
        guard tightestTime > 0 else { throw .outside("the time of tightness", range: "above 0") }
        let level = isOneSided ? 2 * alpha : alpha
        guard level > 0, level < 1 else { throw .outside("alpha", range: "above 0 and below 1, or 1/2 if one-sided") }
        self.isOneSided = isOneSided
        let spent = -2 * log(level)
        rho = tightestTime / (spent + log(1 + spent))
    }

    /// Logarithm of the mixture at sum `s` and intrinsic time `v`.
    public func logMixture(sum s: Double, time v: Double) -> Double {
        let common = s * s / (2 * (v + rho))
        guard isOneSided else { return 0.5 * log(rho / (v + rho)) + common }
        return 0.5 * log(4 * rho / (v + rho)) + common + log(StandardNormal.lowerTail(s / (v + rho).squareRoot()))
    }

    /// sqrt((v + rho)(ln(1 + v/rho) + 2 ln(1/alpha))) when two-sided; by root finding when one-sided.
    public func bound(time v: Double, alpha: Double) throws(StatisticsError) -> Double {
        guard !isOneSided else { return try crossing(time: v, alpha: alpha) }
        guard alpha > 0, alpha < 1 else { throw .outside("alpha", range: "above 0 and below 1") }
        return ((v + rho) * (log1p(v / rho) - 2 * log(alpha))).squareRoot()
    }
}
