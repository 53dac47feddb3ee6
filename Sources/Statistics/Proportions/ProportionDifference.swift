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

/// How the interval of the difference of two proportions, treatment minus control, is made.
public enum ProportionDifference: String, Sendable, Codable, CaseIterable {
    /// d -/+ z sqrt(p1 q1/n1 + p2 q2/n2): of no width where both arms are all or none.
    case wald
    /// Wald after adding one success and one failure to each arm (Agresti and Caffo 2000).
    case agrestiCaffo
    /// Hybrid of the two Wilson intervals (Newcombe 1998, method 10): the one to use for rare events.
    case newcombe
    /// Inversion of the score test (Mee 1984).
    case score
    /// By the score test, with Miettinen and Nurminen's (1985) factor N/(N - 1) on the variance.
    case correctedScore
    /// What statsmodels 0.15 gives for `score`, which has x_2 in one place where the paper has n_2; not a score
    /// interval, and here only so that a reader can see where its numbers come from.
    case statsmodelsScore

    /// The interval of p_treatment - p_control.
    ///
    /// - Throws: `tooFewUnits` for an empty arm, `outside` for a level that is none, `notConverged` where the score
    ///   test cannot be inverted.
    public func interval(
        control: ProportionSample, treatment: ProportionSample, level: Double = 0.95
    ) throws(StatisticsError) -> Interval {
        try Interval.check(level: level)
        guard control.n > 0 else { throw .tooFewUnits(in: .control, minimum: 1) }
        guard treatment.n > 0 else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        let z = StandardNormal.quantile(upperTail: (1 - level) / 2)
        let difference = treatment.mean - control.mean
        switch self {
        case .wald:
            let margin = z * (treatment.squaredStandardError + control.squaredStandardError).squareRoot()
            return Interval(lower: difference - margin, upper: difference + margin, level: level)
        case .agrestiCaffo:
            let (n1, n2) = (Double(treatment.n + 2), Double(control.n + 2))
            let (p1, p2) = (Double(treatment.successes + 1) / n1, Double(control.successes + 1) / n2)
            let margin = z * (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2).squareRoot()
            return Interval(lower: p1 - p2 - margin, upper: p1 - p2 + margin, level: level)
        case .newcombe:
            let first = try ProportionInterval.wilson.interval(treatment, level: level)
            let second = try ProportionInterval.wilson.interval(control, level: level)
            func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
            return Interval(
                lower: difference - length(treatment.mean - first.lower, second.upper - control.mean),
                upper: difference + length(first.upper - treatment.mean, control.mean - second.lower), level: level)
        case .score, .correctedScore, .statsmodelsScore:
            let form: ScoreTest.Form =
                self == .score ? .plain : self == .correctedScore ? .corrected : .statsmodels
            let test = ScoreTest(control: control, treatment: treatment, form: form)
            let edge = 1 - 1e-12
            func end(_ limit: Double, _ target: Double) throws(StatisticsError) -> Double {
                try RootFinder.root(
                    of: "the score interval", between: min(limit, difference), and: max(limit, difference)
                ) {
                    test.statistic(difference: $0) - target
                }
            }
            let lower = test.statistic(difference: -edge) <= z ? -1 : try end(-edge, z)
            let upper = test.statistic(difference: edge) >= -z ? 1 : try end(edge, -z)
            return Interval(lower: lower, upper: upper, level: level)
        }
    }
}
