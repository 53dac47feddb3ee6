import Foundation
import Marketplace
import Randomness
import RunStore

/// Fits what follows a view: like, cart, checkout, payment.
struct FunnelFit {
    let parameters: [CalibratedParameter]

    /// - Parameters:
    ///   - priceSpread: standard deviation of the logarithm of price within a category.
    ///   - defaults: says what the log does not.
    init(_ tally: LogTally, priceSpread: Double, defaults: Market) {
        let (views, carts) = (tally.count(.view), tally.count(.cart))
        let orders = defaults.conditions.orders
        var found: [CalibratedParameter] = []
        if let like = Share(tally.count(.like), of: views) {
            found.append(
                CalibratedParameter("choice.like_rate", like.value, error: like.error, "likes a view"))
        }
        if let cart = Share(carts, of: views) {
            let mixing = CartMixing(defaults, priceSpread: priceSpread)
            let rate = mixing.rate(givingShare: cart.value)
            let slope = (mixing.rate(givingShare: cart.value * 1.001) - rate) / (cart.value * 0.001)
            found.append(
                CalibratedParameter(
                    "choice.cart_rate", rate, error: cart.error * slope,
                    "carts a view, less what quality and price add to a listing of average appeal"))
        }
        if let checkout = Share(tally.count(.buyStart), of: carts) {
            found.append(
                CalibratedParameter(
                    "choice.checkout_rate", checkout.value, error: checkout.error, "purchases begun a cart"))
        }
        let matching = PurchaseMatching(tally, window: orders.paymentWindow)
        if let payment = Share(matching.paid, of: matching.begun) {
            let inTime = FunnelFit.paidInTime(orders)
            found.append(
                CalibratedParameter(
                    "orders.payment_share", min(1, payment.value / inTime), error: payment.error / inTime,
                    "purchases paid within the payment window, which the default delays let "
                        + "\(Int((inTime * 100).rounded())) % of the willing do"))
        }
        parameters = found
    }

    /// Share of willing buyers whose payment comes within the window.
    private static func paidInTime(_ orders: OrderSettings) -> Double {
        let window = Double(orders.paymentWindow)
        let day = 86_400_000.0
        let quick = orders.quickPaymentMean > 0 ? 1 - exp(-window / Double(orders.quickPaymentMean)) : 1
        let sameday = min(1, max(0, (window - day / 24) / (day * 23 / 24)))
        let late = window > day ? 1 - exp(-(window - day) / Double(orders.latePaymentMean)) : 0
        let rest = 1 - orders.quickPaymentShare - orders.samedayPaymentShare
        return orders.quickPaymentShare * quick + orders.samedayPaymentShare * sameday + rest * late
    }

    /// A share with its binomial standard error; nil of nothing, and where it is 0 or 1 with no error to give.
    private struct Share {
        let value: Double
        let error: Double

        init?(_ part: Int, of whole: Int) {
            guard part > 0, part < whole else { return nil }
            value = Double(part) / Double(whole)
            error = (value * (1 - value) / Double(whole)).squareRoot()
        }
    }
}

/// Carts a view as listings of every quality and price and users of every price sensitivity give them together.
struct CartMixing {
    /// Log-odds added, each as likely as the others.
    private let deviations: [Double]

    init(_ market: Market, priceSpread: Double) {
        let points = (0..<15).map { Inverse.normal((Double($0) + 0.5) / 15) }
        let users = market.users
        let weight = market.conditions.choice.qualityWeight
        deviations = points.flatMap { quality in
            points.flatMap { sensitivity in
                points.map { price in
                    weight * quality - users.priceSensitivity * exp(users.priceSensitivitySigma * sensitivity)
                        * priceSpread * price
                }
            }
        }
    }

    /// Carts a view where a listing of average appeal is carted at `rate`.
    func share(atRate rate: Double) -> Double {
        let odds = log(rate / (1 - rate))
        return deviations.reduce(0) { $0 + 1 / (1 + exp(-odds - $1)) } / Double(deviations.count)
    }

    /// The rate at which the share comes about.
    func rate(givingShare wanted: Double) -> Double {
        var (low, high) = (1e-9, 1 - 1e-9)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if share(atRate: middle) < wanted { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
