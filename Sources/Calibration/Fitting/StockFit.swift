import Foundation
import Marketplace
import RunStore
import Statistics

/// Fits by simulation what a log without impressions does not tell by itself: how many sessions leave no event, and how
/// many listings nobody touched.
///
/// The market is run with the values at hand, its own log is tallied like the log in question, and the values are moved
/// until both show the same number of sessions with an event and of items a view. Arrivals follow from the stock: what
/// leaves is replaced.
struct StockFit {
    private(set) var parameters: [CalibratedParameter] = []
    /// With all that was fitted.
    private(set) var market: Market

    private static let steps = 4
    private static let seeds: [UInt64] = [11, 12, 13, 14, 15, 16]

    /// - Parameter market: with everything that was fitted before.
    init(_ log: LogTally, activity: PoissonLognormal, weeks: Double, market start: Market, reference: ReferenceMarket) {
        market = start
        let survival = ItemSurvival(log)
        let visible = exp(activity.logMedian) / weeks
        let target = StockFit.crowding(log)
        var share = 0.6
        var slope = 0.7
        var growth = 0.5
        market.listings.initial = max(1, Int64(1.3 * Double(log.items.count)))
        func settle() {
            market.users.sessionsPerWeek = visible / share
            StockFit.settle(&market.listings, survival, sales: Double(log.done.count) / max(1, log.days))
        }
        var last: (stock: Double, items: Double)?
        for step in 0..<StockFit.steps {
            settle()
            let run = reference.run(market, seed: StockFit.seeds[0])
            share = StockFit.visibleShare(run)
            let items = StockFit.crowding(run.log)
            if step == 0 {
                var busier = market
                busier.users.sessionsPerWeek *= 1.2
                let other = reference.run(busier, seed: StockFit.seeds[0])
                let views = log2(Double(other.log.count(.view)) / Double(max(1, run.log.count(.view))))
                if views > 0.05 {
                    growth = min(1, max(0, log2(Double(other.log.items.count) / Double(run.log.items.count)) / views))
                }
            }
            let fit = items.items - growth * items.views
            let wanted = target.items - growth * target.views + (1 - growth) * Foundation.log(reference.scale)
            let stock = Foundation.log(Double(market.listings.initial))
            if let last, abs(stock - last.stock) > 0.02 {
                slope = min(1, max(0.2, (fit - last.items) / (stock - last.stock)))
            }
            last = (stock, fit)
            let next = stock + max(-1, min(1, (wanted - fit) / slope))
            market.listings.initial = Int64(min(5e7, max(1, exp(next).rounded())))
        }
        settle()
        var shares = Moments()
        var fits = Moments()
        for seed in StockFit.seeds {
            let run = reference.run(market, seed: seed)
            let items = StockFit.crowding(run.log)
            shares.add(StockFit.visibleShare(run))
            fits.add(items.items - growth * items.views)
        }
        share = shares.mean
        let wanted = target.items - growth * target.views + (1 - growth) * Foundation.log(reference.scale)
        let stock = Foundation.log(Double(market.listings.initial)) + (wanted - fits.mean) / slope
        market.listings.initial = Int64(min(5e7, max(1, exp(stock).rounded())))
        settle()
        let runs = Double(StockFit.seeds.count)
        let stockError = fits.standardDeviation * (reference.scale + 1 / runs).squareRoot() / slope
        let shareError = shares.standardDeviation / runs.squareRoot() / share
        report(activity, shareError: shareError, stockError: stockError, survival)
    }

    private mutating func report(
        _ activity: PoissonLognormal, shareError: Double, stockError: Double, _ survival: ItemSurvival?
    ) {
        let rate = market.users.sessionsPerWeek
        let rateError = (activity.logMedianError * activity.logMedianError + shareError * shareError).squareRoot()
        let listings = market.listings
        let simulated = "by simulation: "
        parameters = [
            CalibratedParameter(
                "users.sessions_per_week", rate, error: rate * rateError,
                simulated + "sessions with an event, over the share of sessions that have one"),
            CalibratedParameter(
                "listings.initial", Double(listings.initial), error: Double(listings.initial) * stockError,
                simulated + "the stock of which as many items a view are seen"),
        ]
        let leaving = survival.map { $0.exitRateError / $0.exitRate } ?? 0
        let replaced = (stockError * stockError + leaving * leaving).squareRoot()
        parameters.append(
            CalibratedParameter(
                "listings.arrivals_per_day", listings.arrivalsPerDay,
                error: survival == nil ? nil : listings.arrivalsPerDay * replaced,
                survival == nil ? "what keeps the stock, at the default withdrawal" : "what leaves the stock is replaced"))
        guard let survival else { return }
        parameters.append(
            CalibratedParameter(
                "listings.withdrawal_mean", Double(listings.withdrawalMean),
                error: StockFit.withdrawalError(listings, survival),
                "items seen again later: \(StockFit.short(survival.exitRate * 100)) % of the stock leave a day, less "
                    + "what is sold, or expires at the default age"))
    }

    /// Sets withdrawal and arrivals to what survival and stock say.
    private static func settle(_ listings: inout ListingSettings, _ survival: ItemSurvival?, sales: Double) {
        let stock = Double(max(1, listings.initial))
        if let survival {
            listings.withdrawalMean = Int64(
                (withdrawal(leaving: survival.exitRate - sales / stock, expiry: Double(listings.expiry) / day) * day)
                    .rounded())
        }
        let leaving = leavingRate(withdrawal: Double(listings.withdrawalMean) / day, expiry: Double(listings.expiry) / day)
        listings.arrivalsPerDay = stock * leaving + sales
    }

    /// Share of a stock in balance that is withdrawn or expires a day.
    private static func leavingRate(withdrawal: Double, expiry: Double) -> Double {
        1 / (withdrawal * (1 - exp(-expiry / withdrawal)))
    }

    /// Days until a withdrawal, in the mean, at which the share leaves; never leaves less than by expiry alone.
    private static func withdrawal(leaving rate: Double, expiry: Double) -> Double {
        var (low, high) = (0.1, 3_650.0)
        for _ in 0..<60 {
            let middle = (low * high).squareRoot()
            if leavingRate(withdrawal: middle, expiry: expiry) > rate { low = middle } else { high = middle }
        }
        return (low * high).squareRoot()
    }

    private static func withdrawalError(_ listings: ListingSettings, _ survival: ItemSurvival) -> Double {
        let (mean, expiry) = (Double(listings.withdrawalMean) / day, Double(listings.expiry) / day)
        let slope = (leavingRate(withdrawal: mean * 1.001, expiry: expiry) - leavingRate(withdrawal: mean, expiry: expiry))
            / (mean * 0.001)
        return survival.exitRateError / abs(slope) * day
    }

    private static let day = 86_400_000.0

    /// Logarithms of the items seen and of the views.
    private static func crowding(_ log: LogTally) -> (items: Double, views: Double) {
        (Foundation.log(Double(max(1, log.items.count))), Foundation.log(Double(max(1, log.count(.view)))))
    }

    private static func visibleShare(_ run: MarketTally) -> Double {
        max(1e-3, Double(run.log.sessions.count) / Double(max(1, run.sessions)))
    }

    private static func short(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
