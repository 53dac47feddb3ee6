import Foundation
import Marketplace

extension HiddenParameter {
    /// How much is for sale and how long it stays; what leaves is replaced.
    static let supply = [
        HiddenParameter(
            keys: [
                Key(path: "listings.initial", method: "the stock of which as many items are seen"),
                Key(path: "listings.arrivals_per_day", method: "what leaves the stock is replaced"),
            ],
            figure: { $0.crowding }, growth: 0.5, start: { $1.itemsAtOnce + 0.2 }, range: 0...log(5e7)
        ) { $1.listings.initial = Int64(exp($0).rounded()) },
        HiddenParameter(
            keys: [Key(path: "listings.withdrawal_mean", method: "items that are not seen again later")],
            figure: { $0.exitRate }, isShared: false, nudge: 0.7, start: { own, _ in log(max(2e-3, own)) },
            range: log(1e-3)...log(2)
        ) { StockBalance.setLeavingRate(exp($0), of: &$1.listings) },
    ]
}
