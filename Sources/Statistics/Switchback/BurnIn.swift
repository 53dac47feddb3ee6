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
