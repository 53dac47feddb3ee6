import Foundation
import Randomness

/// What a user does with an exposed listing: a chain of logit choices, each against the outside option of not doing it.
///
/// Where wishes are active the last stage is not this one's: what was liked or carted competes at the session's end (`WishDesk`).
///
/// One random block decides all four stages (click, like, cart, checkout), so a user who is shown the same listing in the
/// same session of a twin world answers in the same way.
struct Response {
    var clicked = false
    var liked = false
    var carted = false
    var checkedOut = false

    /// - Parameters:
    ///   - matched: whether the listing's category is the one that the session looks for.
    ///   - isAd: whether the listing stands in an ad slot.
    ///   - taste: the user's taste for the content, in standard deviations.
    ///   - crowd: as of `ClickChance`.
    ///   - keyEvents: clicks and carts of the session so far in the listing's category; asked for where they count.
    @inline(__always) init(
        terms: borrowing Terms, matched: Bool, isAd: Bool, taste: Float, appeal: Float, crowd: Int, quality: Float,
        priceDisutility: Float, block: Block, keyEvents: () -> Int
    ) {
        let choice = terms.conditions.choice
        let attraction = ClickChance.attraction(
            terms, matched: matched, isAd: isAd, taste: taste, appeal: appeal, crowd: crowd)
        guard Response.happens(attraction, block.uniform(0)) else { return }
        clicked = true
        liked = Response.happens(terms.like, block.uniform(1))
        var value = Float(choice.qualityWeight) * quality - priceDisutility
        if choice.keyEventWeight > 0 {
            let events = Float(keyEvents())
            value += Float(choice.keyEventWeight) * events / (events + 2)
        }
        guard Response.happens(terms.cart + value, block.uniform(2)) else { return }
        carted = true
        checkedOut = Response.happens(terms.checkout, block.uniform(3))
    }

    /// Whether an option of that utility wins against an outside option of utility 0 (McFadden 1974).
    @inline(__always) static func happens(_ utility: Float, _ uniform: Double) -> Bool {
        // In double precision, where no uniform number below 1 is rounded up to it: what has a chance of 1 happens.
        uniform * Double(1 + expf(-utility)) < 1
    }
}
