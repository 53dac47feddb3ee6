/// How the confidence interval of one arm's proportion is made.
public enum ProportionInterval: String, Sendable, Codable, CaseIterable {
    /// p -/+ z sqrt(p(1 - p)/n): too short near 0 and 1.
    case wald
    /// Inversion of the score test (Wilson 1927): the one to use.
    case wilson
    /// Wald after adding z^2/2 successes and failures (Agresti and Coull 1998).
    case agrestiCoull
    /// Exact by the binomial tails (Clopper and Pearson 1934): never below its level, often above.
    case clopperPearson
    /// Equal-tailed posterior under the prior Beta(1/2, 1/2) (Jeffreys).
    case jeffreys

    /// The interval, within 0...1.
    ///
    /// - Throws: `tooFewValues` for an empty sample, `outside` for a level that is none.
    public func interval(_ sample: ProportionSample, level: Double = 0.95) throws(StatisticsError) -> Interval {
        try Interval.check(level: level)
        guard sample.n > 0 else { throw .tooFewValues(0, minimum: 1) }
        let (n, x, p) = (Double(sample.n), Double(sample.successes), sample.mean)
        let tail = (1 - level) / 2
        let z = StandardNormal.quantile(upperTail: tail)
        switch self {
        case .wald:
            return Self.clipped(p, margin: z * (p * (1 - p) / n).squareRoot(), level)
        case .wilson:
            let denominator = 1 + z * z / n
            let margin = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / denominator
            return Self.clipped((p + z * z / (2 * n)) / denominator, margin: margin, level)
        case .agrestiCoull:
            let (units, centre) = (n + z * z, (x + z * z / 2) / (n + z * z))
            return Self.clipped(centre, margin: z * (centre * (1 - centre) / units).squareRoot(), level)
        case .clopperPearson:
            let lower = sample.successes == 0 ? 0 : Beta(alpha: x, beta: n - x + 1).quantile(tail)
            let upper =
                sample.successes == sample.n ? 1 : Beta(alpha: x + 1, beta: n - x).quantile(upperTail: tail)
            return Interval(lower: lower, upper: upper, level: level)
        case .jeffreys:
            let posterior = Beta(alpha: x + 0.5, beta: n - x + 0.5)
            return Interval(
                lower: posterior.quantile(tail), upper: posterior.quantile(upperTail: tail), level: level)
        }
    }

    private static func clipped(_ centre: Double, margin: Double, _ level: Double) -> Interval {
        Interval(lower: max(0, centre - margin), upper: min(1, centre + margin), level: level)
    }
}
