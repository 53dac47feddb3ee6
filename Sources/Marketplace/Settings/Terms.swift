import Foundation

/// The conditions of one arm, worked out once into the numbers that every exposure needs.
struct Terms: BitwiseCopyable {
    let conditions: Conditions
    /// Log-odds of the stages at a listing of average appeal.
    let clickMatched: Float
    let clickUnmatched: Float
    let like: Float
    let cart: Float
    let checkout: Float
    /// Odds of the checkout of a carted listing.
    let checkoutOdds: Double
    let offer: Float
    let refund: Float
    /// What a full run of exposures without a click adds to the hazard, for each of them.
    let boredomStep: Float
    /// What a listing's standing as an ad adds to the log-odds of a click.
    let adClick: Float
    /// Chance that a click on a listing of average quality and price leads to a paid order.
    let orderRate: Double

    init(_ conditions: Conditions) {
        self.conditions = conditions
        let choice = conditions.choice
        clickMatched = Terms.logOdds(choice.clickRateMatched)
        clickUnmatched = Terms.logOdds(choice.clickRateUnmatched)
        like = Terms.logOdds(choice.likeRate)
        cart = Terms.logOdds(choice.cartRate)
        checkout = Terms.logOdds(choice.checkoutRate) + Float(log(1 + choice.utilityLift))
        offer = Terms.logOdds(conditions.offers.rate)
        refund = Terms.logOdds(conditions.orders.refundRate)
        adClick = Float(log(conditions.ads.clickOdds))
        checkoutOdds = choice.checkoutRate / (1 - choice.checkoutRate) * (1 + choice.utilityLift)
        let checkoutRate = checkoutOdds < .infinity ? checkoutOdds / (1 + checkoutOdds) : 1
        orderRate = choice.cartRate * checkoutRate * conditions.orders.paymentShare
        boredomStep = Float(conditions.browsing.boredomHazard / Double(conditions.browsing.boredomRun))
    }

    /// ln(p / (1 - p)); infinite at 0 and 1, which the logistic function takes back exactly.
    static func logOdds(_ probability: Double) -> Float { Float(log(probability / (1 - probability))) }
}
