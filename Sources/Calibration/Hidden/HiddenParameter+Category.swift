import Foundation
import Marketplace

extension HiddenParameter {
    /// How unequal the categories are. How much each user keeps to a few does not show: the feed learns it, and then
    /// shows little else.
    static let category = [
        HiddenParameter(
            keys: [Key(path: "listings.category_exponent", method: "Zipf's law of items by category")],
            figure: { $0.itemExponent }, reachesAll: true, start: { own, _ in own }, range: 0...5
        ) { $1.listings.categoryExponent = $0 }
    ]
}
