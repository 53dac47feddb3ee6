import Foundation
import RunStore
import Statistics

/// What is compared between a log and the log of a simulated market: figures that the market's hidden parameters move.
struct LogSignature {
    /// Sessions with an event, by user.
    let activity: PoissonLognormal
    /// Logarithm of the items with an event.
    let items: Double
    /// Logarithm of the views.
    let views: Double
    /// Log-odds of a cart at a view; nil where there is none.
    let cartOdds: Double?
    let cartOddsError: Double
    /// Share of items that are not seen again later, a day; nil when the log does not tell.
    let exitRate: Double?

    init(_ log: LogTally) throws(StatisticsError) {
        activity = try PoissonLognormal(
            counts: log.sessionsOfUser.reduce(into: [:]) { $0[Int($1), default: 0] += 1 })
        let (viewed, carts) = (Double(log.count(.view)), Double(log.count(.cart)))
        guard viewed > 0 else { throw .tooFewValues(0, minimum: 1) }
        items = Foundation.log(Double(log.items.count))
        views = Foundation.log(viewed)
        cartOdds = carts > 0 && carts < viewed ? Foundation.log(carts / (viewed - carts)) : nil
        cartOddsError = carts > 0 && carts < viewed ? (1 / carts + 1 / (viewed - carts)).squareRoot() : 0
        exitRate = ItemSurvival(log)?.exitRate
    }
}
