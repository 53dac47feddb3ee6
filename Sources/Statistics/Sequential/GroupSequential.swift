import CGSL
import Foundation

/// Boundaries for a planned number of looks that together keep the level (Lan and DeMets 1983).
///
/// A last look beyond the planned information spends what is left of the level; how it goes with the looks before is by the
/// information that they truly had.
///
/// The looks' joint distribution is integrated look by look (Armitage, McPherson, Rowe 1969) with Gauss-Legendre nodes.
public struct GroupSequential: Sendable, Codable, Hashable {
    /// How much of a side's level alpha may be spent by information fraction t; two-sided, each side has half the level.
    public enum Spending: Sendable, Codable, Hashable {
        /// alpha t^rho (Kim and DeMets 1987); Confidence has rho = 2.
        case power(Double)
        /// 2 (1 - Phi(z_(alpha/2)/sqrt(t))): late, like O'Brien and Fleming's boundary.
        case lateAsOBrienFleming
        /// alpha ln(1 + (e - 1) t): early, like Pocock's boundary.
        case earlyAsPocock

        func spent(_ t: Double, alpha: Double) -> Double {
            if t >= 1 { return alpha }
            return switch self {
            case .power(let rho): alpha * pow(t, rho)
            case .lateAsOBrienFleming:
                2 * StandardNormal.upperTail(StandardNormal.quantile(upperTail: alpha / 2) / t.squareRoot())
            case .earlyAsPocock: alpha * log(1 + (M_E - 1) * t)
            }
        }
    }

    /// Information at each look as a share of that planned for the last one, rising; only the last may be 1 or more.
    public let informationFractions: [Double]
    /// |z| (or z, one-sided) from which on the look rejects.
    public let zBounds: [Double]
    /// Whether a look rejects in both directions.
    public let isTwoSided: Bool

    /// Boundaries that spend the level as given.
    ///
    /// - Throws: `outside` for fractions that do not rise from above 0, with 1 or more at the last look only, or a level that is
    ///   none.
    public init(
        informationFractions: [Double], alpha: Double = 0.05, isTwoSided: Bool = true, spending: Spending = .power(2)
    ) throws(StatisticsError) {
        try Self.check(informationFractions)
        guard alpha > 0, alpha < 1 else { throw .outside("alpha", range: "above 0 and below 1") }
        self.informationFractions = informationFractions
        self.isTwoSided = isTwoSided
        let side = isTwoSided ? alpha / 2 : alpha
        var process = LookProcess(fractions: informationFractions, isTwoSided: isTwoSided)
        var bounds: [Double] = []
        var before = 0.0
        for fraction in informationFractions {
            let spent = spending.spent(fraction, alpha: side)
            let increment = spent - before
            guard increment > 0 else { throw .outside("the level spent at a look", range: "above 0") }
            let bound = try process.bound(spending: increment)
            process.advance(to: bound)
            bounds.append(bound)
            before = spent
        }
        zBounds = bounds
    }

    /// The constant z of Pocock's (1977) boundary for equally spaced looks.
    ///
    /// - Throws: `outside` for fewer than one look or a level that is none.
    public static func pocockBound(
        looks: Int, alpha: Double = 0.05, isTwoSided: Bool = true
    ) throws(StatisticsError) -> Double {
        try constant(looks, alpha, isTwoSided) { _, c in c }
    }

    /// The last z of O'Brien and Fleming's (1979) boundary for equally spaced looks; the k-th is this over sqrt(k/K).
    ///
    /// - Throws: `outside` for fewer than one look or a level that is none.
    public static func obrienFlemingBound(
        looks: Int, alpha: Double = 0.05, isTwoSided: Bool = true
    ) throws(StatisticsError) -> Double {
        try constant(looks, alpha, isTwoSided) { t, c in c / t.squareRoot() }
    }

    /// Probability that any look crosses its bound, in either direction where two-sided.
    ///
    /// - Parameter drift: the z that is expected at information fraction 1; 0 under the null.
    /// - Throws: `outside` for fractions that do not rise from above 0, `unequalLengths`.
    public static func rejectionProbability(
        zBounds: [Double], informationFractions: [Double], isTwoSided: Bool = true, drift: Double = 0
    ) throws(StatisticsError) -> Double {
        try check(informationFractions)
        guard zBounds.count == informationFractions.count else { throw .unequalLengths("bounds", "looks") }
        var process = LookProcess(fractions: informationFractions, isTwoSided: isTwoSided, drift: drift)
        var total = 0.0
        for bound in zBounds {
            let up = process.crossing(bound)
            total += isTwoSided ? up + (drift == 0 ? up : process.crossingBelow(bound)) : up
            process.advance(to: bound)
        }
        return min(1, total)
    }

    private static func constant(
        _ looks: Int, _ alpha: Double, _ isTwoSided: Bool, _ shape: @escaping (_ t: Double, _ c: Double) -> Double
    ) throws(StatisticsError) -> Double {
        guard looks > 0 else { throw .outside("the number of looks", range: "at least 1") }
        guard alpha > 0, alpha < 1 else { throw .outside("alpha", range: "above 0 and below 1") }
        let fractions = (1...looks).map { Double($0) / Double(looks) }
        return try RootFinder.root(of: "the boundary of equal looks", between: 0.1, and: 9, relativeError: 1e-10) { c in
            let bounds = fractions.map { shape($0, c) }
            let rejected = try? rejectionProbability(
                zBounds: bounds, informationFractions: fractions, isTwoSided: isTwoSided)
            return (rejected ?? 0) - alpha
        }
    }

    private static func check(_ fractions: [Double]) throws(StatisticsError) {
        let rises = zip(fractions, fractions.dropFirst()).allSatisfy { $0 < $1 }
        guard let first = fractions.first, first > 0, rises, fractions.allSatisfy(\.isFinite),
            fractions.dropLast().allSatisfy({ $0 < 1 })
        else { throw .outside("the information fractions", range: "rising, above 0, and below 1 before the last look") }
    }
}

/// An estimate at one look of a group-sequential test: judged by the look's bound, with the repeated confidence interval, whose
/// ends lie as many standard errors away as the bound says (Jennison and Turnbull 1989).
public struct GroupSequentialLook: Sendable, Codable, Hashable {
    /// z from which on this look rejects, in the alternative's direction.
    public let bound: Double
    /// The p-value that belongs to the bound: the look rejects at nominal p-values up to it.
    public let nominalLevel: Double
    /// Whether the statistic has reached the bound.
    public let isCrossed: Bool
    /// The estimate with its nominal p-value and the repeated interval.
    public let estimate: Estimate

    /// - Parameters:
    ///   - fixed: the estimate at this look, tested with the normal distribution.
    ///   - boundaries: of all looks so far, this one last; two-sided as `alternative` is.
    /// - Throws: `outside` where there is no look.
    public init(
        of fixed: Estimate, boundaries: GroupSequential, alternative: Alternative
    ) throws(StatisticsError) {
        guard let bound = boundaries.zBounds.last else { throw .outside("the number of looks", range: "at least 1") }
        self.bound = bound
        nominalLevel = (alternative == .twoSided ? 2 : 1) * StandardNormal.upperTail(bound)
        let z =
            switch alternative {
            case .twoSided: fixed.statistic.magnitude
            case .greater: fixed.statistic
            case .less: -fixed.statistic
            }
        isCrossed = z >= bound
        estimate = Estimate(
            estimate: fixed.estimate, standardError: fixed.standardError, degreesOfFreedom: .infinity,
            statistic: fixed.statistic, pValue: fixed.pValue,
            interval: .symmetric(
                around: fixed.estimate, standardError: fixed.standardError, alternative: alternative,
                level: fixed.interval.level, quantile: { _ in bound }))
    }
}
