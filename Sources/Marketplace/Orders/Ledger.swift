/// Where the money is: all of it in minor units, each amount booked on both sides.
package struct Ledger: Equatable {
    /// Paid by buyers, before refunds.
    package var paid: Int64 = 0
    /// Paid back to buyers.
    package var refunded: Int64 = 0
    /// Held by sellers, after fees and refunds.
    package var received: Int64 = 0
    /// Held by the platform, after refunds.
    package var fees: Int64 = 0

    package init() {}

    package mutating func book(payment price: Int64, fee: Int64) {
        paid += price
        received += price - fee
        fees += fee
    }

    package mutating func book(refund price: Int64, fee: Int64) {
        refunded += price
        received -= price - fee
        fees -= fee
    }

    /// The platform's fee for a price, rounded to a minor unit.
    package static func fee(of price: Int64, takeRate: Double) -> Int64 { Int64((Double(price) * takeRate).rounded()) }
}
