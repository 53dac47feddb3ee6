import Foundation

/// Fits how fast items leave the market, from which items are seen again later: of the items of a first period, the share
/// seen again falls from period to period by the share of items that left, while their visibility cancels out
/// (Cormack 1964, Jolly 1965, Seber 1965).
struct ItemSurvival {
    /// Items that leave, of those there, a day.
    let exitRate: Double
    let exitRateError: Double

    /// - Returns: nil when the log is too short (8 days), too long (64 days), or too thin.
    init?(_ tally: LogTally) {
        let first = tally.browsing.first / LogTally.day
        let last = tally.browsing.last / LogTally.day
        let width = (last - first + 1) / 4
        guard width >= 2, last - first < 64 else { return nil }
        let periods = (0..<4).map { period in
            (0..<width).reduce(UInt64(0)) { $0 | 1 << UInt64((first + Int64(period) * width + $1) & 63) }
        }
        // Seen in the first or second period, and again one or two periods after.
        var soon = (first: 0, second: 0)
        var late = (first: 0, second: 0)
        for item in tally.items {
            let seen = periods.map { item.days & $0 != 0 }
            if seen[0], seen[1] { soon.first += 1 }
            if seen[0], seen[3] { late.first += 1 }
            if seen[1], seen[2] { soon.second += 1 }
            if seen[1], seen[3] { late.second += 1 }
        }
        guard min(late.first, late.second) >= 30 else { return nil }
        let span = Double(width)
        let one = Estimate(soon.first, late.first, days: 2 * span)
        let two = Estimate(soon.second, late.second, days: span)
        let weight = (1 / one.variance, 1 / two.variance)
        exitRate = (one.rate * weight.0 + two.rate * weight.1) / (weight.0 + weight.1)
        // The two share their items of the last period, so their errors are not taken as independent.
        exitRateError =
            (weight.0 * one.variance.squareRoot() + weight.1 * two.variance.squareRoot()) / (weight.0 + weight.1)
    }

    private struct Estimate {
        let rate: Double
        let variance: Double

        init(_ soon: Int, _ late: Int, days: Double) {
            rate = log(Double(soon) / Double(late)) / days
            variance = (1 / Double(soon) + 1 / Double(late)) / (days * days)
        }
    }
}
