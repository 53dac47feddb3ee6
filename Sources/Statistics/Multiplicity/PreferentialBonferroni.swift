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
