import CGSL
import Foundation

/// Boundaries of the order of the iterated logarithm, stitched together from linear ones (Howard et al. 2021, thm. 1).
public enum StitchedBoundary {
    /// The polynomial stitched boundary for a sum at intrinsic time `v`, eq. 10.
    ///
    /// - Parameters:
    ///   - start: the intrinsic time below which the boundary stays as it is there, above 0.
    ///   - scale: scale c of sub-gamma increments, 0 for sub-Gaussian ones.
    ///   - exponent: s, above 1: how error is spread over epochs.
    ///   - spacing: eta, above 1: ratio of the ends of an epoch.
    /// - Throws: `outside` for an argument out of its range.
    public static func polynomial(
        time v: Double, alpha: Double, from start: Double, scale: Double = 0, exponent: Double = 1.4,
        spacing: Double = 2
    ) throws(StatisticsError) -> Double {
        guard alpha > 0, alpha < 1 else { throw .outside("alpha", range: "above 0 and below 1") }
        let time = max(v, start)
        let ell = try epochs(time, from: start, exponent, spacing) - log(alpha)
        let (k1, k2) = constants(spacing)
        let linear = k2 * scale * ell
        return (k1 * k1 * time * ell + linear * linear).squareRoot() + linear
    }

    /// The level whose boundary goes through a sum at intrinsic time `v`, at most 1: eq. 10 solved for alpha.
    ///
    /// - Parameters: as of the boundary.
    /// - Throws: `outside` for an argument out of its range.
    public static func polynomialLevel(
        sum: Double, time v: Double, from start: Double, scale: Double = 0, exponent: Double = 1.4, spacing: Double = 2
    ) throws(StatisticsError) -> Double {
        let time = max(v, start)
        let constant = try epochs(time, from: start, exponent, spacing)
        guard sum > 0 else { return 1 }
        let (k1, k2) = constants(spacing)
        return min(1, exp(constant - sum * sum / (k1 * k1 * time + 2 * sum * k2 * scale)))
    }

    /// What the number of epochs so far adds to -ln(alpha).
    private static func epochs(
        _ time: Double, from start: Double, _ exponent: Double, _ spacing: Double
    ) throws(StatisticsError) -> Double {
        guard start > 0, exponent > 1, spacing > 1 else {
            throw .outside("the start, exponent and spacing of a stitched boundary", range: "above 0, 1 and 1")
        }
        _ = GSL.ready
        return exponent * log(log(spacing * time / start)) + log(gsl_sf_zeta(exponent) / pow(log(spacing), exponent))
    }

    /// The boundary for the number of values below a quantile, at all quantiles and times together (Howard and Ramdas
    /// 2022, "Sequential estimation of quantiles", thm. 2).
    ///
    /// - Parameters:
    ///   - p: which quantile, above 0 and below 1.
    ///   - values: how many values so far.
    ///   - tightestValues: number of values from which on the boundary applies.
    ///   - delta: the resolution, above 0: spacing of the quantiles on the logit scale.
    /// - Throws: `outside` for an argument out of its range.
    public static func doublyStitched(
        probability p: Double, values: Double, alpha: Double, tightestValues: Double, resolution delta: Double = 0.5,
        exponent: Double = 1.4, spacing: Double = 2
    ) throws(StatisticsError) -> Double {
        guard alpha > 0, alpha < 1, p > 0, p < 1 else {
            throw .outside("alpha and the quantile", range: "above 0 and below 1")
        }
        guard tightestValues >= 1, delta > 0, exponent > 1, spacing > 1 else {
            throw .outside("the parameters of a doubly stitched boundary", range: "positive")
        }
        _ = GSL.ready
        let time = max(values, tightestValues)
        let logit = log(p / (1 - p))
        let shifted = 1 / (1 + exp(-(logit + 2 * delta * (tightestValues * spacing / time).squareRoot())))
        let r = p >= 0.5 ? p : min(0.5, shifted)
        let variance = r * (1 - r)
        let step = (time / tightestValues).squareRoot() * logit.magnitude / (2 * delta) + 1
        let zeta = gsl_sf_zeta(exponent)
        let ell =
            exponent * log(log(spacing * time / tightestValues)) + exponent * log(step)
            + log(2 * zeta * (2 * zeta + 1) / (alpha * pow(log(spacing), exponent)))
        let (k1, k2) = constants(spacing)
        let linear = k2 * (1 - 2 * p) / 3 * ell
        return delta * (spacing * time * variance / tightestValues).squareRoot()
            + (k1 * k1 * variance * time * ell + linear * linear).squareRoot() + linear
    }

    private static func constants(_ spacing: Double) -> (k1: Double, k2: Double) {
        ((pow(spacing, 0.25) + pow(spacing, -0.25)) / 2.0.squareRoot(), (spacing.squareRoot() + 1) / 2)
    }
}

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

    /// The boundary that the estimate stands under.
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
