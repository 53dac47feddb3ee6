import Foundation
import Marketplace

/// A stock whose listings leave as fast as new ones come.
enum StockBalance {
    private static let day = 86_400_000.0

    /// Share of the stock that is withdrawn or expires a day.
    static func leavingRate(_ listings: ListingSettings) -> Double {
        rate(withdrawal: Double(listings.withdrawalMean) / day, expiry: Double(listings.expiry) / day)
    }

    /// Sets the mean time until a withdrawal to that at which the share leaves; no less than by expiry alone can.
    static func setLeavingRate(_ wanted: Double, of listings: inout ListingSettings) {
        let expiry = Double(listings.expiry) / day
        var (low, high) = (0.1, 3_650.0)
        for _ in 0..<60 {
            let middle = (low * high).squareRoot()
            if rate(withdrawal: middle, expiry: expiry) > wanted { low = middle } else { high = middle }
        }
        listings.withdrawalMean = Int64(((low * high).squareRoot() * day).rounded())
    }

    /// Sets the arrivals to what leaves: by withdrawal, by expiry and sold.
    /// - Parameter sales: units a day.
    static func setArrivals(of listings: inout ListingSettings, sales: Double) {
        listings.arrivalsPerDay = Double(listings.initial) * leavingRate(listings) + sales
    }

    /// Of a stock in balance, ages are exponential and cut off at the expiry; in days.
    private static func rate(withdrawal: Double, expiry: Double) -> Double {
        1 / (withdrawal * (1 - exp(-expiry / withdrawal)))
    }
}
