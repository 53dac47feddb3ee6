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
                CalibratedParameter("choice.like_rate", like.value, error: like.error, "likes per view"))
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

/// Finds what became of every purchase that was begun, as long as the log goes on for long enough to tell.
struct PurchaseMatching {
    /// Purchases begun early enough, and how many of them were paid.
    private(set) var begun = 0
    private(set) var paid = 0

    /// - Parameter window: milliseconds after which a purchase that is not paid never will be.
    init(_ tally: LogTally, window: Int64) {
        var payments = Dictionary(grouping: tally.done, by: \.pair).mapValues { $0.map(\.time).sorted() }
        for (pair, purchases) in Dictionary(grouping: tally.begun, by: \.pair).sorted(by: { $0.key < $1.key }) {
            // The latest first: a payment belongs to the last purchase begun before it.
            for purchase in purchases.sorted(by: { $0.time > $1.time }) {
                var isPaid = false
                if let times = payments[pair],
                    let place = times.lastIndex(where: { $0 >= purchase.time && $0 <= purchase.time + window })
                {
                    payments[pair]?.remove(at: place)
                    isPaid = true
                }
                guard purchase.time + window <= tally.end else { continue }
                begun += 1
                paid += isPaid ? 1 : 0
            }
        }
    }
}
