import Foundation
import Marketplace

/// The parameters that a log does not show but through the whole market, on scales on which they move freely.
struct HiddenParameters {
    /// Logarithms.
    var users: Double
    var sessions: Double
    var stock: Double
    var sigma: Double
    /// Log-odds; nil where the log has no carts.
    var cart: Double?
    /// Listings that are withdrawn or expire, of those there, a day; nil where the log does not tell.
    var exitRate: Double?

    /// Sets them in a market; what leaves its stock is replaced.
    /// - Parameter sales: units a day.
    func lay(over market: inout Market, sales: Double) {
        market.users.count = Int64(min(1e7, max(1, exp(users).rounded())))
        market.users.sessionsPerWeek = min(1_000, max(0.001, exp(sessions)))
        market.users.sessionsSigma = min(4, max(0, sigma))
        market.listings.initial = Int64(min(5e7, max(1, exp(stock).rounded())))
        if let cart { market.conditions.choice.cartRate = 1 / (1 + exp(-cart)) }
        let day = 86_400_000.0
        let expiry = Double(market.listings.expiry) / day
        if let exitRate {
            let mean = HiddenParameters.withdrawal(leaving: exitRate, expiry: expiry)
            market.listings.withdrawalMean = Int64((mean * day).rounded())
        }
        let leaving = HiddenParameters.leavingRate(
            withdrawal: Double(market.listings.withdrawalMean) / day, expiry: expiry)
        market.listings.arrivalsPerDay = Double(market.listings.initial) * leaving + sales
    }

    /// Share of a stock in balance that is withdrawn or expires a day; both in days.
    static func leavingRate(withdrawal: Double, expiry: Double) -> Double {
        1 / (withdrawal * (1 - exp(-expiry / withdrawal)))
    }

    /// Mean days until a withdrawal at which that share leaves; no less than by expiry alone can.
    static func withdrawal(leaving rate: Double, expiry: Double) -> Double {
        var (low, high) = (0.1, 3_650.0)
        for _ in 0..<60 {
            let middle = (low * high).squareRoot()
            if leavingRate(withdrawal: middle, expiry: expiry) > rate { low = middle } else { high = middle }
        }
        return (low * high).squareRoot()
    }
}
