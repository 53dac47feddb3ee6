import Foundation
import Marketplace

extension HiddenParameter {
    /// What follows a view of a listing of average appeal, by log-odds.
    static let funnel = [
        HiddenParameter(
            keys: [Key(path: "choice.cart_rate", method: "carts a view, at a listing of average appeal")],
            figure: { $0.cartOdds }, start: { own, _ in own }, range: -12...12
        ) { $1.conditions.choice.cartRate = rate($0) },
        HiddenParameter(
            keys: [
                Key(path: "choice.checkout_rate", method: "purchases begun a cart, less those that an offer led to")
            ],
            figure: { $0.checkoutOdds }, start: { own, _ in own }, range: -12...12
        ) { $1.conditions.choice.checkoutRate = rate($0) },
        HiddenParameter(
            keys: [Key(path: "offers.rate", method: "offers a view, at the category's median price")],
            figure: { $0.offerOdds }, start: { own, _ in own }, range: -12...12
        ) { $1.conditions.offers.rate = rate($0) },
    ]
}
