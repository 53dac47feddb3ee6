import Foundation
import Marketplace
import RunStore

/// Fits what follows a view and stands in the log as it is: like and payment.
struct FunnelFit {
    let parameters: [CalibratedParameter]

    /// - Parameter defaults: says what the log does not.
    init(_ tally: LogTally, defaults: Market) {
        let orders = defaults.conditions.orders
        var found: [CalibratedParameter] = []
        if let like = Share(tally.count(.like), of: tally.count(.view)) {
            found.append(
                CalibratedParameter("choice.like_rate", like.value, error: like.error, "likes a view"))
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
