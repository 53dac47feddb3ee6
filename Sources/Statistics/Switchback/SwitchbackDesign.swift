/// A schedule in time at which the whole market is randomised between control and treatment, and its estimator for a
/// carryover of m periods (Bojinov, Simchi-Levi, Zhao 2023, arXiv 2009.00148).
public struct SwitchbackDesign: Sendable, Codable, Hashable {
    /// How many periods there are.
    public let periods: Int
    /// How many periods back a treatment still acts.
    public let carryover: Int
    /// The periods, from 1, at which a new draw is made; the first is 1.
    public let randomisationPoints: [Int]
    /// Probability of treatment at each draw, above 0 and below 1.
    public let treatmentProbability: Double

    /// - Throws: `outside` for periods, carryover or points that do not fit.
    public init(
        periods: Int, carryover: Int, randomisationPoints: [Int], treatmentProbability: Double = 0.5
    ) throws(StatisticsError) {
        guard carryover >= 0, periods > carryover else { throw .outside("the carryover", range: "0..<periods") }
        let rises = zip(randomisationPoints, randomisationPoints.dropFirst()).allSatisfy { $0 < $1 }
        guard randomisationPoints.first == 1, rises, randomisationPoints.allSatisfy({ $0 <= periods }) else {
            throw .outside("the randomisation points", range: "1 first, rising, and within the periods")
        }
        guard treatmentProbability > 0, treatmentProbability < 1 else {
            throw .outside("the probability of treatment", range: "above 0 and below 1")
        }
        self.periods = periods
        self.carryover = carryover
        self.randomisationPoints = randomisationPoints
        self.treatmentProbability = treatmentProbability
    }

    /// The minimax design: points {1, 2m+1, 3m+1, ..., (n-2)m+1} for n = periods/m; every period for m = 0.
    ///
    /// - Throws: `outside` unless the periods are at least four times the carryover and a multiple of it.
    public static func optimal(periods: Int, carryover m: Int) throws(StatisticsError) -> Self {
        guard m > 0 else {
            guard periods > 0 else { throw .outside("the number of periods", range: "at least 1") }
            return try Self(periods: periods, carryover: 0, randomisationPoints: Array(1...periods))
        }
        guard periods >= 4 * m, periods.isMultiple(of: m) else {
            throw .outside("the number of periods", range: "a multiple of the carryover, at least four times it")
        }
        let points = [1] + (2...(periods / m - 2)).map { $0 * m + 1 }
        return try Self(periods: periods, carryover: m, randomisationPoints: points)
    }

    /// The assignment of every period that some draws, one a randomisation point, lead to.
    public func assignment(of draws: [Bool]) -> [Bool] {
        precondition(draws.count == randomisationPoints.count, "one draw for each randomisation point")
        return (1...periods).map { draws[block(of: $0)] }
    }

    /// All assignments and their probabilities: 2^(number of points) of them.
    ///
    /// - Throws: `outside` above 20 randomisation points.
    public func assignments() throws(StatisticsError) -> [(assignment: [Bool], probability: Double)] {
        let points = randomisationPoints.count
        guard points <= 20 else { throw .outside("the number of randomisation points", range: "at most 20 here") }
        return (0..<(1 << points)).map { mask in
            let draws = (0..<points).map { mask & (1 << $0) != 0 }
            let treated = Double(draws.count { $0 })
            let probability =
                power(treatmentProbability, treated) * power(1 - treatmentProbability, Double(points) - treated)
            return (assignment(of: draws), probability)
        }
    }

    /// The Horvitz-Thompson estimate of treating always against never, per period; unbiased if the carryover is at
    /// most m.
    ///
    /// - Throws: `unequalLengths` unless there is one outcome and one treatment a period.
    public func horvitzThompson(outcomes: [Double], assignment: [Bool]) throws(StatisticsError) -> Double {
        guard outcomes.count == periods else { throw .unequalLengths("outcomes", "periods") }
        guard assignment.count == periods else { throw .unequalLengths("treatments", "periods") }
        var total = 0.0
        for period in (carryover + 1)...periods {
            let window = assignment[(period - carryover - 1)..<period]
            let draws = Double(block(of: period) - block(of: period - carryover) + 1)
            if window.allSatisfy({ $0 }) {
                total += outcomes[period - 1] / power(treatmentProbability, draws)
            } else if !window.contains(true) {
                total -= outcomes[period - 1] / power(1 - treatmentProbability, draws)
            }
        }
        return total / Double(periods - carryover)
    }

    /// Which draw rules a period, from 0.
    private func block(of period: Int) -> Int {
        (randomisationPoints.lastIndex { $0 <= period }) ?? 0
    }

    private func power(_ base: Double, _ exponent: Double) -> Double {
        var result = 1.0
        for _ in 0..<Int(exponent) { result *= base }
        return result
    }
}

/// The exact test that treatment did nothing in any period, by all assignments that the design could have drawn.
public struct SwitchbackRandomisationTest: Sendable, Codable, Hashable {
    /// The Horvitz-Thompson estimate under the assignment that was drawn.
    public let estimate: Double
    /// Probability of an estimate at least as large in magnitude, were the outcomes the same under all assignments.
    public let pValue: Double

    /// - Throws: as `SwitchbackDesign.horvitzThompson` and `assignments()`.
    public init(
        design: SwitchbackDesign, outcomes: [Double], assignment: [Bool]
    ) throws(StatisticsError) {
        estimate = try design.horvitzThompson(outcomes: outcomes, assignment: assignment)
        let scale = outcomes.reduce(0) { max($0, $1.magnitude) }
        let limit = estimate.magnitude - 1e-12 * scale
        var extreme = 0.0
        for (other, probability) in try design.assignments() {
            let value = try design.horvitzThompson(outcomes: outcomes, assignment: other)
            if value.magnitude >= limit { extreme += probability }
        }
        pValue = min(1, extreme)
    }
}

/// The difference in means of a switchback after dropping the first periods of every window, in which the last
/// window's treatment still acts (Hu and Wager, arXiv 2209.00197).
public enum BurnIn {
    /// Treatment mean minus control mean over the periods that are kept.
    ///
    /// - Parameters:
    ///   - windowLength: periods in a window, at least 1; the last window may be shorter.
    ///   - burnIn: periods dropped at the start of each window, 0..<windowLength.
    /// - Throws: `unequalLengths`, `outside`, `tooFewUnits` where an arm keeps no period.
    public static func difference(
        outcomes: [Double], treated: [Bool], windowLength: Int, burnIn: Int
    ) throws(StatisticsError) -> Double {
        guard outcomes.count == treated.count else { throw .unequalLengths("outcomes", "treatments") }
        guard windowLength > 0, (0..<windowLength).contains(burnIn) else {
            throw .outside("the burn-in", range: "0..<windowLength")
        }
        var (control, treatment) = (Moments(), Moments())
        for (period, outcome) in outcomes.enumerated() where period % windowLength >= burnIn {
            if treated[period] { treatment.add(outcome) } else { control.add(outcome) }
        }
        guard control.n > 0 else { throw .tooFewUnits(in: .control, minimum: 1) }
        guard treatment.n > 0 else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        return treatment.mean - control.mean
    }
}
