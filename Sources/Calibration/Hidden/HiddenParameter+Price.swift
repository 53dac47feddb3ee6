import Foundation
import Marketplace

extension HiddenParameter {
    /// The prices that sellers begin with: those in a log are lower by the markdowns before it.
    static let price = [
        HiddenParameter(
            keys: [
                Key(path: "listings.price_median", method: "price at an item's first event, less default markdowns")
            ],
            figure: { $0.priceMedian }, start: { own, _ in own }, range: log(0.01)...log(1e6)
        ) { $1.listings.priceMedian = Int64((exp($0) * 100).rounded()) },
        HiddenParameter(
            keys: [Key(path: "listings.price_sigma", method: "spread of the same")],
            figure: { $0.priceSigma }, start: { own, _ in own }, range: 0.01...4
        ) { $1.listings.priceSigma = max($0, $1.listings.categoryPriceSigma) },
    ]
}
