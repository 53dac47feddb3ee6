public import PolicyKit

/// Sets how a user responds to an exposure: the chances of click, like, cart and checkout, and what moves them.
///
/// A rate is the chance at a listing of average appeal; deviations multiply its odds, so that the outside option
/// (no click, no like, no purchase) always keeps a utility of 0 against them.
public struct ChoiceSettings: ParameterSection, BitwiseCopyable {
    public var clickRateMatched = 0.06
    public var clickRateUnmatched = 0.0185
    public var likeRate = 0.1506
    public var cartRate = 0.0182
    public var checkoutRate = 0.1
    public var tasteWeight = 0.4
    public var appealWeight = 1.2
    public var qualityWeight = 0.2
    public var utilityLift = 0.0
    public var crowdingWeight = 0.0
    public var keyEventWeight = 0.0

    public init() {}

    public static let fields: [ParameterField<Self>] = [
        field(
            "click_rate_matched", \.clickRateMatched, .share, 0...1,
            "Clicks per exposure when the category is the one the session looks for."),
        field("click_rate_unmatched", \.clickRateUnmatched, .share, 0...1, "Clicks per exposure otherwise."),
        field("like_rate", \.likeRate, .share, 0...1, "Likes per click."),
        field("cart_rate", \.cartRate, .share, 0...1, "Carts per click."),
        field("checkout_rate", \.checkoutRate, .share, 0...1, "Checkouts per cart."),
        field(
            "taste_weight", \.tasteWeight, .number, 0...10,
            "Log-odds of clicking for one standard deviation of taste for the content."),
        field(
            "appeal_weight", \.appealWeight, .number, 0...10,
            "Log-odds of clicking for one standard deviation of the listing's appeal."),
        field(
            "quality_weight", \.qualityWeight, .number, 0...10,
            "Log-odds of carting for one standard deviation of the listing's quality."),
        field(
            "utility_lift", \.utilityLift, .share, -0.99...100,
            "What is added to the value of buying: .3 multiplies the odds that a cart is checked out by 1.3."
        ),
        field(
            "crowding_weight", \.crowdingWeight, .number, 0...10,
            "Log-odds of clicking that each listing of the same category above it on the page takes away."),
        field(
            "key_event_weight", \.keyEventWeight, .number, 0...10,
            "Log-odds of carting that the session's clicks and carts in the listing's category add: n of them n / (n + 2) of it."
        ),
    ]
}
