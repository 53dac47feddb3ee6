public import PolicyKit

/// All that a scenario can set of the market itself, group by group.
public struct Market: Sendable, Equatable {
    /// How many users there are and what they are like.
    public var users = UserSettings()
    /// How many listings there are and what they are like.
    public var listings = ListingSettings()
    /// How fast the platform answers.
    public var serving = ServingSettings()
    /// What the campaigns of ads in the feed are like.
    public var ads = AdSettings()
    /// Where the strata of models of given quality begin.
    public var strata = ModelStratumSettings()
    /// What users come for and how long they want it.
    public var wishes = WishSettings()
    /// What an arm may change: the control arm's conditions.
    public var conditions = Conditions()
    /// What amounts are in. Prices are whole numbers of minor units whatever it is; numbers in currency units (a reserve, the
    /// campaigns of a file) are read by it.
    public var currency = Currency.usd

    public init() {}

    /// Slots whose policies are asked nothing, because the mechanism that asks them is not used.
    public var idleSlots: [any Slot] { ads.idleSlots }

    /// Every parameter by its path: `listings.price_median`, `choice.utility_lift`.
    public static let fields: [ParameterField<Market>] =
        UserSettings.fields.map { $0.lifted("users", \.users) }
        + ListingSettings.fields.map { $0.lifted("listings", \.listings) }
        + ServingSettings.fields.map { $0.lifted("serving", \.serving) }
        + AdSettings.fields.map { $0.lifted("ads", \.ads) }
        + WishSettings.fields.map { $0.lifted("wishes", \.wishes) }
        + ModelStratumSettings.fields.map { $0.lifted("models.strata", \.strata) }
        + Conditions.fields.map { $0.lifted(\.conditions) }

    /// What each group of parameters is about, in a sentence.
    public static let groups = [
        "users": "Who the users are and how often they come.",
        "listings": "What is for sale, at what price, how it arrives and leaves.",
        "wishes": "What users want to buy: how wishes begin, what competes for them, and how they end.",
        "browsing": "How a session moves down the feed.",
        "choice": "How a user responds to an exposure.",
        "feed": "How the platform serves the feed.",
        "models": "Models of given quality, whose scores ranking policies read.",
        "models.click": "The model of clicks: how good it is, and what it costs.",
        "models.strata": "Where the strata begin in which a model can be better or worse than elsewhere.",
        "offers": "How buyers offer less than the price, and how sellers answer.",
        "orders": "What becomes of a checkout.",
        "ads": "Ads in the feed: who advertises, and how the ad slots of a page are sold.",
    ]

    /// Whether an arm of a user split may change the parameter: what belongs to a user's own visits can differ
    /// between users of one market, the population, the supply and the servers cannot.
    public static func differsByUser(_ path: String) -> Bool {
        Conditions.fields.contains { $0.parameter.name == path }
    }
}

/// What a user meets and how the user responds: the part of the market that an arm can change for its users.
public struct Conditions: Sendable, Equatable, BitwiseCopyable {
    /// How a session moves down the feed.
    public var browsing = BrowsingSettings()
    /// What users click, like and buy.
    public var choice = ChoiceSettings()
    /// How pages are made and asked for.
    public var feed = FeedSettings()
    /// How good the platform's model of clicks is.
    public var models = ModelSettings()
    /// How offers are made and answered.
    public var offers = OfferSettings()
    /// How orders are paid, delivered and refunded.
    public var orders = OrderSettings()
    /// Where ads stand and how they are sold.
    public var ads = AdLoadSettings()

    public init() {}

    public static let fields: [ParameterField<Conditions>] =
        BrowsingSettings.fields.map { $0.lifted("browsing", \.browsing) }
        + ChoiceSettings.fields.map { $0.lifted("choice", \.choice) }
        + FeedSettings.fields.map { $0.lifted("feed", \.feed) }
        + ModelSettings.fields.map { $0.lifted("models.click", \.models) }
        + OfferSettings.fields.map { $0.lifted("offers", \.offers) }
        + OrderSettings.fields.map { $0.lifted("orders", \.orders) }
        + AdLoadSettings.fields.map { $0.lifted("ads", \.ads) }
}
