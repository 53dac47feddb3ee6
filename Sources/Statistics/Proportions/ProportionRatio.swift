import Foundation

/// How the interval of the ratio of two proportions, treatment over control, is made.
public enum ProportionRatio: String, Sendable, Codable, CaseIterable {
    /// Wald on the logarithm (Katz et al. 1978): needs a success in both arms.
    case log
    /// By the logarithm, after adding half a success and half a unit to each arm.
    case logAdjusted
    /// Inversion of the score test (Koopman 1984); the upper end is infinite without a control success.
    case score
    /// By the score test, with Miettinen and Nurminen's (1985) factor N/(N - 1) on the variance.
    case correctedScore

    /// The interval of p_treatment/p_control.
    ///
    /// - Throws: `tooFewUnits` for an empty arm, `undefined` where the ratio or its logarithm is, `outside` for a level
    ///   that is none, `notConverged` where the score test cannot be inverted.
    public func interval(
        control: ProportionSample, treatment: ProportionSample, level: Double = 0.95
    ) throws(StatisticsError) -> Interval {
        try Interval.check(level: level)
        guard control.n > 0 else { throw .tooFewUnits(in: .control, minimum: 1) }
        guard treatment.n > 0 else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        return try interval(
            control: control, treatment: treatment, reach: StandardNormal.quantile(upperTail: (1 - level) / 2),
            level: level)
    }

    /// - Parameter z: how many standard errors the interval reaches.
    func interval(
        control: ProportionSample, treatment: ProportionSample, reach z: Double, level: Double
    ) throws(StatisticsError) -> Interval {
        switch self {
        case .log, .logAdjusted:
            let added = self == .log ? 0 : 0.5
            let (x1, n1) = (Double(treatment.successes) + added, Double(treatment.n) + added)
            let (x2, n2) = (Double(control.successes) + added, Double(control.n) + added)
            guard x1 > 0, x2 > 0 else { throw .undefined("an arm without a success has no logarithm of its rate") }
            let centre = Foundation.log(x1 / n1) - Foundation.log(x2 / n2)
            let margin = z * ((n1 - x1) / (x1 * n1) + (n2 - x2) / (x2 * n2)).squareRoot()
            return Interval(lower: exp(centre - margin), upper: exp(centre + margin), level: level)
        case .score, .correctedScore:
            return try score(control, treatment, z, level)
        }
    }

    private func score(
        _ control: ProportionSample, _ treatment: ProportionSample, _ z: Double, _ level: Double
    ) throws(StatisticsError) -> Interval {
        guard control.successes + treatment.successes > 0 else {
            throw .undefined("without a success in either arm no ratio can be excluded")
        }
        let test = ScoreTest(
            control: control, treatment: treatment, form: self == .score ? .plain : .corrected)
        let name = "the score interval of a ratio"
        let ratio = treatment.mean / control.mean
        // The statistic falls with the ratio; it is searched for on the logarithm, outward from the estimate.
        var lower = 0.0
        if treatment.successes > 0 {
            let start = ratio.isFinite ? ratio : 1
            var low = start
            while test.statistic(ratio: low) < z, low > 1e-15 { low /= 2 }
            var high = start
            while test.statistic(ratio: high) > z, high < 1e15 { high *= 2 }
            lower = try RootFinder.root(of: name, between: low, and: high) { test.statistic(ratio: $0) - z }
        }
        var upper = Double.infinity
        if control.successes > 0 {
            let start = max(ratio, 1e-9)
            let high = try RootFinder.bracket(of: name, from: start) { -z - test.statistic(ratio: $0) }
            upper = try RootFinder.root(of: name, between: start, and: high) { test.statistic(ratio: $0) + z }
        }
        return Interval(lower: lower, upper: upper, level: level)
    }
}

/// How the interval of the odds ratio of two proportions, treatment over control, is made.
public enum OddsRatio: String, Sendable, Codable, CaseIterable {
    /// Wald on the logarithm of the odds ratio (Woolf 1955): needs successes and failures in both arms.
    case logit
    /// By the logit, after adding one half to all four cells (Gart 1966).
    case logitAdjusted

    /// The interval of the odds ratio.
    ///
    /// - Throws: `undefined` where a cell is empty, `outside` for a level that is none.
    public func interval(
        control: ProportionSample, treatment: ProportionSample, level: Double = 0.95
    ) throws(StatisticsError) -> Interval {
        try Interval.check(level: level)
        let added = self == .logit ? 0 : 0.5
        let cells = [
            Double(treatment.successes) + added, Double(treatment.n - treatment.successes) + added,
            Double(control.successes) + added, Double(control.n - control.successes) + added,
        ]
        guard cells.allSatisfy({ $0 > 0 }) else { throw .undefined("an empty cell has no logarithm of its odds") }
        let centre = log(cells[0]) - log(cells[1]) - log(cells[2]) + log(cells[3])
        let error = cells.reduce(0) { $0 + 1 / $1 }.squareRoot()
        let margin = StandardNormal.quantile(upperTail: (1 - level) / 2) * error
        return Interval(lower: exp(centre - margin), upper: exp(centre + margin), level: level)
    }
}
