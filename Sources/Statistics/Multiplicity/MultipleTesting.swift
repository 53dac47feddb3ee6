import Foundation

/// Adjusts the p-values of several metrics or arms for having looked at all of them.
public enum MultipleTesting: String, Sendable, Codable, CaseIterable {
    /// min(1, m p): any dependence.
    case bonferroni
    /// 1 - (1 - p)^m: independent tests.
    case sidak
    /// Stepwise Bonferroni (Holm 1979): any dependence, never weaker than Bonferroni.
    case holm
    /// Stepwise Sidak (Holm 1979).
    case holmSidak
    /// Step-up of Holm's levels (Hochberg 1988): independent or positively dependent tests.
    case hochberg
    /// Closure of Simes' test (Hommel 1988): as Hochberg, a little stronger.
    case hommel
    /// False discovery rate (Benjamini and Hochberg 1995): independent or positively dependent tests.
    case benjaminiHochberg
    /// False discovery rate under any dependence (Benjamini and Yekutieli 2001).
    case benjaminiYekutieli
    /// Benjamini-Hochberg with the number of true nulls estimated by a first stage (Benjamini, Krieger, Yekutieli
    /// 2006, def. 6 with q = alpha); the only one whose adjusted p-values depend on alpha, and may be below p.
    case twoStageBenjaminiHochberg

    /// The adjusted p-values in the order given: a test is rejected at level alpha where its own is at most alpha.
    ///
    /// - Parameters:
    ///   - pValues: one a test, within 0...1.
    ///   - alpha: level of the first stage, used by `twoStageBenjaminiHochberg` only.
    /// - Throws: `outside` for a p-value that is none.
    public func adjusted(_ pValues: [Double], alpha: Double = 0.05) throws(StatisticsError) -> [Double] {
        guard pValues.allSatisfy({ (0...1).contains($0) }) else { throw .outside("a p-value", range: "within 0...1") }
        let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        let stepped = onSorted(order.map { pValues[$0] }, alpha: alpha)
        var result = pValues
        for (rank, index) in order.enumerated() { result[index] = min(1, max(0, stepped[rank])) }
        return result
    }

    /// Which tests are rejected at level `alpha`, in the order given.
    ///
    /// - Throws: as `adjusted`.
    public func rejected(_ pValues: [Double], alpha: Double = 0.05) throws(StatisticsError) -> [Bool] {
        try adjusted(pValues, alpha: alpha).map { $0 <= alpha }
    }

    private func onSorted(_ p: [Double], alpha: Double) -> [Double] {
        let m = p.count
        switch self {
        case .bonferroni: return p.map { $0 * Double(m) }
        case .sidak: return p.map { Self.sidak($0, Double(m)) }
        case .holm: return Self.rising(p.indices.map { p[$0] * Double(m - $0) })
        case .holmSidak: return Self.rising(p.indices.map { Self.sidak(p[$0], Double(m - $0)) })
        case .hochberg: return Self.falling(p.indices.map { p[$0] * Double(m - $0) })
        case .hommel: return Self.hommel(p)
        case .benjaminiHochberg: return Self.stepUp(p)
        case .benjaminiYekutieli:
            let harmonic = m == 0 ? 0 : (1...m).reduce(0) { $0 + 1 / Double($1) }
            return Self.stepUp(p).map { $0 * harmonic }
        case .twoStageBenjaminiHochberg:
            let first = Self.stepUp(p)
            let discoveries = first.count { $0 <= alpha }
            guard discoveries > 0, discoveries < m else { return first }
            return first.map { min(1, $0) * Double(m - discoveries) / Double(m) }
        }
    }

    /// 1 - (1 - p)^m without cancellation, for p down to 1e-300.
    private static func sidak(_ p: Double, _ m: Double) -> Double { p == 1 ? 1 : -expm1(m * log1p(-p)) }

    private static func stepUp(_ p: [Double]) -> [Double] {
        falling(p.indices.map { p[$0] * Double(p.count) / Double($0 + 1) })
    }

    /// Running maximum from the smallest p-value up.
    private static func rising(_ values: [Double]) -> [Double] {
        var greatest = 0.0
        return values.map {
            greatest = max(greatest, $0)
            return greatest
        }
    }

    /// Running minimum from the largest p-value down.
    private static func falling(_ values: [Double]) -> [Double] {
        var least = 1.0
        return values.reversed().map {
            least = min(least, $0)
            return least
        }.reversed()
    }

    /// The algorithm of Wright (1992, appendix).
    private static func hommel(_ p: [Double]) -> [Double] {
        var adjusted = p
        for m in stride(from: p.count, to: 1, by: -1) {
            let rest = (p.count - m)..<p.count
            let least =
                rest.enumerated().dropFirst().map { Double(m) * p[$0.element] / Double($0.offset + 1) }.min() ?? 1
            let first = Double(m) * p[rest.lowerBound]
            let simes = min(least, first)
            for index in p.indices {
                let bound = index >= rest.lowerBound ? simes : min(simes, Double(m) * p[index])
                adjusted[index] = max(adjusted[index], bound)
            }
        }
        return adjusted
    }
}

/// Splits the level between one primary metric and the others, so that the primary one keeps most of it (as in Eppo).
public struct PreferentialBonferroni: Sendable, Codable, Hashable {
    /// Level of the primary metric in each treatment: gamma alpha/k.
    public let primaryAlpha: Double
    /// Level of each other metric in each treatment: (1 - gamma) alpha/(k (m - 1)); 0 where there is none.
    public let otherAlpha: Double

    /// - Parameters:
    ///   - alpha: the level of all tests together, above 0 and below 1.
    ///   - primaryShare: gamma, the primary metric's share of it, within 0...1.
    ///   - treatments: k, how many treatment arms, at least 1.
    ///   - metrics: m, how many metrics, the primary one included, at least 1.
    /// - Throws: `outside` for an argument out of its range.
    public init(alpha: Double, primaryShare: Double, treatments: Int, metrics: Int) throws(StatisticsError) {
        guard alpha > 0, alpha < 1 else { throw .outside("alpha", range: "above 0 and below 1") }
        guard (0...1).contains(primaryShare) else { throw .outside("the primary share", range: "within 0...1") }
        guard treatments > 0, metrics > 0 else { throw .outside("treatments and metrics", range: "at least 1") }
        primaryAlpha = primaryShare * alpha / Double(treatments)
        otherAlpha = metrics == 1 ? 0 : (1 - primaryShare) * alpha / Double(treatments * (metrics - 1))
    }
}
