import Foundation

/// An estimate under a time-uniform boundary of its information: p-value and interval hold at every look together,
/// asymptotically (Howard, Ramdas, McAuliffe, Sekhon 2021).
///
/// Intrinsic time is the information 1/SE^2, the sum is estimate times information, whose variance that is.
public struct BoundarySequence: Sendable, Codable, Hashable {
    /// Which boundary.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Tightest at the tuning; grows as sqrt(t log t).
        case normalMixture = "normal-mixture"
        /// Of the order of the iterated logarithm: tight from the tuning on.
        case stitched
    }

    public let kind: Kind
    /// The estimate, with the always-valid p-value and interval in the places of the fixed-horizon ones.
    public let estimate: Estimate

    /// - Parameters:
    ///   - fixed: the estimate and its standard error, as of now.
    ///   - units: units in both arms so far.
    ///   - tuning: number of units at which (`normalMixture`) or from which on (`stitched`) the interval is tight.
    /// - Throws: `outside` for a level or tuning out of range, `tooFewValues` without units, `noVariance`.
    public init(
        _ kind: Kind, of fixed: Estimate, units: Int, tuning: Double, settings: ComparisonSettings = .init()
    ) throws(StatisticsError) {
        try Interval.check(level: settings.level)
        guard units > 1 else { throw .tooFewValues(units, minimum: 2) }
        guard fixed.standardError > 0 else { throw .noVariance }
        let isTwoSided = settings.alternative == .twoSided
        let alpha = 1 - settings.level
        let time = 1 / (fixed.standardError * fixed.standardError)
        let tight = time * tuning / Double(units)
        let distance = (settings.alternative == .less ? -1 : 1) * (fixed.estimate - settings.nullEffect)
        let sum = (isTwoSided ? distance.magnitude : distance) * time
        let bound: Double
        let pValue: Double
        switch kind {
        case .normalMixture:
            let mixture = try NormalMixture(tightestTime: tight, alpha: alpha, isOneSided: !isTwoSided)
            bound = try mixture.bound(time: time, alpha: alpha)
            pValue = min(1, exp(-mixture.logMixture(sum: sum, time: time)))
        case .stitched:
            // Each side is crossed with half the level.
            let sides = isTwoSided ? 2.0 : 1
            bound = try StitchedBoundary.polynomial(time: time, alpha: alpha / sides, from: tight)
            pValue = min(1, sides * (try StitchedBoundary.polynomialLevel(sum: sum, time: time, from: tight)))
        }
        let half = bound / time
        self.kind = kind
        estimate = Estimate(
            estimate: fixed.estimate, standardError: fixed.standardError, degreesOfFreedom: .infinity,
            statistic: (fixed.estimate - settings.nullEffect) / fixed.standardError, pValue: pValue,
            interval: Interval(
                lower: settings.alternative == .less ? -.infinity : fixed.estimate - half,
                upper: settings.alternative == .greater ? .infinity : fixed.estimate + half, level: settings.level))
    }
}
