import CGSL
import Foundation

/// A process that starts at one and whose mean never rises under the null: once it exceeds 1/alpha, at any time, the
/// null is rejected at level alpha (Howard, Ramdas, McAuliffe, Sekhon 2021, "Time-uniform, nonparametric,
/// nonasymptotic confidence sequences").
///
/// A conforming type gives the process's logarithm; where it reaches a threshold follows.
public protocol MixtureBoundary: Sendable {
    /// Logarithm of the mixture at sum `s` and intrinsic time `v`.
    func logMixture(sum s: Double, time v: Double) -> Double
    /// The greatest sum that is possible at intrinsic time `v`.
    func greatestSum(time v: Double) -> Double
    /// The sum that the process crosses with probability at most `alpha`, ever.
    func bound(time v: Double, alpha: Double) throws(StatisticsError) -> Double
}

extension MixtureBoundary {
    /// No limit.
    public func greatestSum(time v: Double) -> Double { .infinity }

    /// The bound of the sum, by root finding between 0 and the greatest sum.
    ///
    /// - Throws: `outside` for a level or time out of range, `notConverged` where there is no crossing.
    public func bound(time v: Double, alpha: Double) throws(StatisticsError) -> Double {
        try crossing(time: v, alpha: alpha)
    }

    /// Where the mixture reaches 1/alpha, by root finding.
    func crossing(time v: Double, alpha: Double) throws(StatisticsError) -> Double {
        guard alpha > 0, alpha < 1 else { throw .outside("alpha", range: "above 0 and below 1") }
        guard v > 0 else { throw .outside("the intrinsic time", range: "above 0") }
        let name = "the boundary of a mixture"
        let threshold = -log(alpha)
        let excess = { (s: Double) in logMixture(sum: s, time: v) - threshold }
        var high = greatestSum(time: v)
        if high.isInfinite { high = try RootFinder.bracket(of: name, from: v, excess) }
        if excess(high) < 0 { return high }
        return try RootFinder.root(of: name, between: 0, and: high, excess)
    }
}

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

/// The gamma mixture for sums whose increments are sub-exponential with scale c (Howard et al. 2021, prop. 9).
public struct GammaExponentialMixture: MixtureBoundary, Codable, Hashable {
    /// As in the one-sided normal mixture.
    public let rho: Double
    /// Scale of the increments, in the sum's unit, above 0.
    public let scale: Double
    private let constant: Double

    /// - Parameters:
    ///   - tightestTime: the intrinsic time at which the boundary is tightest, above 0.
    ///   - alpha: the level for which it is, above 0 and below 1/2.
    /// - Throws: `outside` for an argument out of its range.
    public init(tightestTime: Double, alpha: Double = 0.05, scale: Double) throws(StatisticsError) {
        guard scale > 0 else { throw .outside("the scale of the increments", range: "above 0") }
        _ = GSL.ready
        rho = try NormalMixture(tightestTime: tightestTime, alpha: alpha, isOneSided: true).rho
        self.scale = scale
        let shape = rho / (scale * scale)
        constant = shape * log(shape) - gsl_sf_lngamma(shape) - log(gsl_sf_gamma_inc_P(shape, shape))
    }

    /// Logarithm of the mixture at sum `s` and intrinsic time `v`.
    public func logMixture(sum s: Double, time v: Double) -> Double {
        _ = GSL.ready
        let squared = scale * scale
        let gained = (scale * s + v) / squared
        let shape = (v + rho) / squared
        let total = gained + rho / squared
        return constant + gsl_sf_lngamma(shape) + log(gsl_sf_gamma_inc_P(shape, total)) - shape * log(total) + gained
    }
}
