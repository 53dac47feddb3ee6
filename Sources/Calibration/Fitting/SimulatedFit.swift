import Foundation
import Marketplace
import RunStore
import Statistics
import Synchronization

/// Fits by simulation what a log without impressions does not show: how many sessions leave no event, how many listings
/// nobody touched, how long they stay, and how often a listing of average appeal is carted.
///
/// The market is run with the values at hand, its log is tallied like the log in question, and the values are moved until
/// both have the same signature (indirect inference: Gourieroux, Monfort, Renault 1993). Every parameter has its own
/// figure in the signature, nearly alone, so that each is moved by its own. Two things are assumed and said: the stock is
/// in balance, so what leaves is replaced; and the policies are the default ones.
struct SimulatedFit {
    private(set) var parameters: [CalibratedParameter] = []

    private static let steps = 5
    private static let seedsOfStep: ClosedRange<UInt64> = 11...12
    private static let lastSeeds: ClosedRange<UInt64> = 11...20

    private let reference: ReferenceMarket
    private let target: LogSignature
    /// Units a day.
    private let sales: Double
    private let days: Double
    private var market: Market
    private var hidden: HiddenParameters
    /// How the items seen grow with the stock and with the views, all in logarithms.
    private var growth = (stock: 0.7, views: 0.5)

    /// - Parameters:
    ///   - signature: of the log.
    ///   - weeks: of traffic in it.
    ///   - market: with all that the log shows by itself.
    init(
        _ log: LogTally, signature: LogSignature, weeks: Double, market: Market, reference: ReferenceMarket
    ) throws(StatisticsError) {
        self.reference = reference
        self.market = market
        target = signature
        days = max(1, log.days)
        sales = Double(log.count(.buyComplete)) / days
        let activity = signature.activity
        hidden = HiddenParameters(
            users: Foundation.log(activity.units), sessions: activity.logMedian - Foundation.log(0.6 * weeks),
            stock: signature.items + 0.2, sigma: activity.sigma, cart: signature.cartOdds, exitRate: signature.exitRate)
        for step in 0..<SimulatedFit.steps {
            if step == 1 { try measureGrowth() }
            move(from: try signatures(hidden, SimulatedFit.seedsOfStep))
        }
        let last = try signatures(hidden, SimulatedFit.lastSeeds)
        move(from: last)
        hidden.lay(over: &self.market, sales: sales)
        parameters = report(last)
    }

    private func signatures(
        _ hidden: HiddenParameters, _ seeds: ClosedRange<UInt64>
    ) throws(StatisticsError) -> [LogSignature] {
        var market = market
        hidden.lay(over: &market, sales: sales)
        let (seeds, reference, fitted) = (Array(seeds), reference, market)
        let found = Mutex([LogSignature?](repeating: nil, count: seeds.count))
        DispatchQueue.concurrentPerform(iterations: seeds.count) { index in
            let signature = try? LogSignature(reference.run(fitted, seed: seeds[index]).log)
            found.withLock { $0[index] = signature }
        }
        let signatures = found.withLock { $0.compactMap(\.self) }
        guard signatures.count == seeds.count else { throw .noVariance }
        return signatures
    }

    /// The same market with more stock, and with more sessions, from the same seed.
    private mutating func measureGrowth() throws(StatisticsError) {
        let seeds = SimulatedFit.seedsOfStep.lowerBound...SimulatedFit.seedsOfStep.lowerBound
        var (stocked, visited) = (hidden, hidden)
        stocked.stock += 0.3
        visited.sessions += 0.3
        let base = try signatures(hidden, seeds)[0]
        let more = try signatures(stocked, seeds)[0]
        let busier = try signatures(visited, seeds)[0]
        let ofViews = (busier.items - base.items) / max(0.05, busier.views - base.views)
        growth.views = min(1, max(0, ofViews))
        growth.stock = min(1, max(0.1, (crowding(more) - crowding(base)) / 0.3))
    }

    /// Items seen, at as many views as there are.
    private func crowding(_ signature: LogSignature) -> Double { signature.items - growth.views * signature.views }

    /// Moves each parameter by what its own figure of the signature lacks.
    private mutating func move(from seen: [LogSignature]) {
        func missing(_ figure: (LogSignature) -> Double?) -> Double {
            let found = seen.compactMap(figure)
            guard !found.isEmpty, let wanted = figure(target) else { return 0 }
            return max(-1, min(1, wanted - found.reduce(0, +) / Double(found.count)))
        }
        let scale = Foundation.log(reference.scale)
        hidden.users = moved(hidden.users, target: Foundation.log(target.activity.units) + scale, seen) {
            Foundation.log($0.activity.units)
        }
        hidden.sessions += missing(\.activity.logMedian)
        hidden.sigma = max(0.05, hidden.sigma + missing(\.activity.sigma))
        hidden.cart? += missing(\.cartOdds)
        if let rate = hidden.exitRate { hidden.exitRate = max(1e-3, rate + missing(\.exitRate)) }
        // The simulated market is smaller by the scale, in its items and in its views.
        let wanted = crowding(target) + (1 - growth.views) * scale
        let mean = seen.reduce(0) { $0 + crowding($1) } / Double(seen.count)
        hidden.stock += max(-1, min(1, (wanted - mean) / growth.stock))
    }

    private func moved(
        _ value: Double, target: Double, _ seen: [LogSignature], _ figure: (LogSignature) -> Double
    ) -> Double {
        value + target - seen.reduce(0) { $0 + figure($1) } / Double(seen.count)
    }

    private func report(_ seen: [LogSignature]) -> [CalibratedParameter] {
        let runs = Double(seen.count)
        // How far one market's figure is from the mean of the runs: a market draws its categories once, so that this does
        // not vanish with many users. The runs have fewer users than the log, which makes it too large, if anything.
        func spread(_ figure: (LogSignature) -> Double?) -> Double {
            Moments(of: seen.compactMap(figure)).standardDeviation * (1 + 1 / runs).squareRoot()
        }
        // Where the users' part is known, it is taken at the log's own number of users.
        func spread(own error: Double, _ figure: (LogSignature) -> Double?) -> Double {
            let ofUsers = error * error / reference.scale
            let ofMarkets = max(0, Moments(of: seen.compactMap(figure)).variance - ofUsers)
            return (error * error + ofUsers / runs + ofMarkets * (1 + 1 / runs)).squareRoot()
        }
        let activity = target.activity
        let (users, listings) = (market.users, market.listings)
        let simulated = "by simulation: "
        var found = [
            CalibratedParameter(
                "users.count", Double(users.count),
                error: Double(users.count)
                    * spread(own: activity.unitsError / activity.units) {
                        Foundation.log($0.activity.units)
                    },
                simulated + "users seen, and those who left no event"),
            CalibratedParameter(
                "users.sessions_per_week", users.sessionsPerWeek,
                error: users.sessionsPerWeek * spread(own: activity.logMedianError, \.activity.logMedian),
                simulated + "sessions with an event, and those without"),
            CalibratedParameter(
                "users.sessions_sigma", users.sessionsSigma, error: spread(own: activity.sigmaError, \.activity.sigma),
                simulated + "spread of the users' sessions with an event"),
        ]
        if hidden.cart != nil {
            let rate = market.conditions.choice.cartRate
            found.append(
                CalibratedParameter(
                    "choice.cart_rate", rate, error: rate * (1 - rate) * spread(own: target.cartOddsError, \.cartOdds),
                    simulated + "carts a view, at a listing of average appeal"))
        }
        let exitRate = hidden.exitRate.map { (value: $0, error: spread(\.exitRate)) }
        let turnover = exitRate.map { ($0.value * days, $0.error * days) } ?? (0, 0)
        // More that leaves is more that comes, and less that was there at the start.
        let stockError =
            (spread(crowding) / growth.stock, turnover.1 / (1 + turnover.0))
        found.append(
            CalibratedParameter(
                "listings.initial", Double(listings.initial), error: Double(listings.initial) * length(stockError),
                simulated + "the stock of which as many items are seen"))
        let leaving = exitRate.map { $0.error / $0.value / (1 + turnover.0) } ?? 0
        found.append(
            CalibratedParameter(
                "listings.arrivals_per_day", listings.arrivalsPerDay,
                error: listings.arrivalsPerDay * length((stockError.0, leaving)),
                "what leaves the stock is replaced" + (exitRate == nil ? "; at the default withdrawal" : "")))
        guard let exitRate else { return found }
        return found + [
            CalibratedParameter(
                "listings.withdrawal_mean", Double(listings.withdrawalMean), error: withdrawalError(exitRate.error),
                simulated + "items that are not seen again later")
        ]
    }

    private func length(_ parts: (Double, Double)) -> Double {
        (parts.0 * parts.0 + parts.1 * parts.1).squareRoot()
    }

    private func withdrawalError(_ exitError: Double) -> Double {
        let day = 86_400_000.0
        let (mean, expiry) = (Double(market.listings.withdrawalMean) / day, Double(market.listings.expiry) / day)
        let rate = HiddenParameters.leavingRate(withdrawal: mean, expiry: expiry)
        let slope = (HiddenParameters.leavingRate(withdrawal: mean * 1.001, expiry: expiry) - rate) / (mean * 0.001)
        return exitError / abs(slope) * day
    }
}
