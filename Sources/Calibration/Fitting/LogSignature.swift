import Foundation
import RunStore
import Statistics

/// A figure of a log.
struct LogFigure {
    let value: Double
    /// Its standard error where that follows from the log alone.
    let error: Double?

    init(_ value: Double, error: Double? = nil) {
        self.value = value
        self.error = error
    }

    /// Log-odds; nil where nothing or everything is part.
    init?(oddsOf part: Int, in whole: Int) {
        guard part > 0, part < whole else { return nil }
        let (yes, no) = (Double(part), Double(whole - part))
        self.init(log(yes / no), error: (1 / yes + 1 / no).squareRoot())
    }

    /// Mean and standard deviation of values; nil for fewer than 30 and for values that do not differ.
    static func meanAndSpread(_ values: [Double]) -> (mean: LogFigure, spread: LogFigure)? {
        let moments = Moments(of: values)
        guard moments.n >= 30, moments.variance > 0 else { return nil }
        let error = (moments.variance / Double(moments.n)).squareRoot()
        return (LogFigure(moments.mean, error: error), LogFigure(moments.standardDeviation))
    }
}

/// What is compared between a log and the log of a simulated market: figures that the market's hidden parameters move.
/// A figure that a log does not tell is nil.
struct LogSignature {
    /// Logarithm of the users, with those who left no event.
    let users: LogFigure?
    /// Logarithm of the median user's sessions with an event, a week of traffic.
    let sessions: LogFigure?
    let sessionsSigma: LogFigure?
    /// Logarithm of the items with an event, less those that came for others that left.
    let itemsAtOnce: Double
    /// Logarithm of the items with an event over the square root of the views, which hardly changes with the views.
    let crowding: LogFigure?
    /// Share of items that are not seen again later, a day.
    let exitRate: LogFigure?
    /// Log-odds of a cart and of an offer at a view, and of a purchase begun at a cart.
    let cartOdds: LogFigure?
    let offerOdds: LogFigure?
    let checkoutOdds: LogFigure?
    /// Mean of the logarithm of a session's views.
    let depth: LogFigure?
    /// Mean and spread of the logarithm of a session's mean time between views.
    let pause: LogFigure?
    let pauseSpread: LogFigure?
    /// Zipf's exponent of items by category.
    let itemExponent: LogFigure?
    /// Logarithm of the median price, in major units, and the spread of logarithms.
    let priceMedian: LogFigure?
    let priceSigma: LogFigure?

    /// - Parameter weeks: of traffic in the log.
    init(_ log: LogTally, weeks: Double) throws(StatisticsError) {
        let activity = try PoissonLognormal(
            counts: log.sessionsOfUser.reduce(into: [:]) { $0[Int($1), default: 0] += 1 })
        users = LogFigure(Foundation.log(activity.units), error: activity.unitsError / activity.units)
        sessions = LogFigure(activity.logMedian - Foundation.log(weeks), error: activity.logMedianError)
        sessionsSigma = LogFigure(activity.sigma, error: activity.sigmaError)
        let items = Foundation.log(Double(max(1, log.items.count)))
        crowding = log.count(.view) > 0 ? LogFigure(items - 0.5 * Foundation.log(Double(log.count(.view)))) : nil
        exitRate = ItemSurvival(log).map { LogFigure($0.exitRate) }
        itemsAtOnce = items - log1p(max(0, exitRate?.value ?? 0) * weeks * 7)
        cartOdds = LogFigure(oddsOf: log.count(.cart), in: log.count(.view))
        offerOdds = LogFigure(oddsOf: log.count(.offer), in: log.count(.view))
        checkoutOdds = LogFigure(oddsOf: log.count(.buyStart), in: log.count(.cart))
        depth =
            LogFigure.meanAndSpread(
                log.sessions.lazy.filter { $0.views > 0 }.map { Foundation.log(Double($0.views)) })?.mean
        let pauses = LogFigure.meanAndSpread(
            log.sessions.lazy.filter { $0.views > 1 && $0.last > $0.first }.map {
                Foundation.log(Double($0.last - $0.first) / Double($0.views - 1))
            })
        (pause, pauseSpread) = (pauses?.mean, pauses?.spread)
        itemExponent = (try? ZipfLaw(counts: log.itemsOfCategory)).map { LogFigure($0.exponent) }
        let prices = (try? PriceFit(log))?.normal
        priceMedian = prices.map { LogFigure($0.mean, error: $0.meanError) }
        priceSigma = prices.map { LogFigure($0.total, error: $0.totalError) }
    }
}
