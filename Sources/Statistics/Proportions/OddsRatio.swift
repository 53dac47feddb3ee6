import Foundation

/// How the interval of the odds ratio of two proportions, treatment over control, is made.
public enum OddsRatio: String, Sendable, Codable, CaseIterable {
    /// Wald on the logarithm of the odds ratio (Woolf 1955): needs successes and failures in both arms.
    case logit
    /// The same after adding one half to all four cells (Gart 1966).
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
