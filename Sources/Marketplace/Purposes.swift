import Randomness

/// What the market draws random numbers for. The numbers are part of every seed's meaning: never reuse one.
extension Purpose {
    /// A user's standing traits; who: user.
    static let userTraits = Purpose(rawValue: 1)
    /// A user's interests; who: user.
    static let interests = Purpose(rawValue: 2)
    /// A user's taste for content; who: user, what: quarter of the vector.
    static let taste = Purpose(rawValue: 3)
    /// Time to the next session; who: user, when: session.
    static let sessionGap = Purpose(rawValue: 4)
    /// Intent, patience and pace of a session; who: user, when: session.
    static let sessionStart = Purpose(rawValue: 5)
    /// Response to a listing; who: user, what: listing, when: session.
    static let response = Purpose(rawValue: 6)
    /// Exit, drift and dwell after an exposure; who: user, what: exposure in session, when: session.
    static let progress = Purpose(rawValue: 7)
    /// Randomness lent to policies; who: user, when: session.
    static let policy = Purpose(rawValue: 8)
    /// Payment and refund; who: user, what: listing, when: session.
    static let order = Purpose(rawValue: 9)
    /// Delays of refund and delivery; as for `order`.
    static let refund = Purpose(rawValue: 10)
    /// Centre of a category's content; who: category, what: quarter of the vector.
    static let categoryContent = Purpose(rawValue: 11)
    /// A category's price level; who: category.
    static let categoryPrice = Purpose(rawValue: 12)
    /// A listing's standing traits; who: listing.
    static let listingTraits = Purpose(rawValue: 13)
    /// A listing's content; who: listing, what: quarter of the vector.
    static let listingContent = Purpose(rawValue: 14)
    /// A listing's units, seller and category; who: listing.
    static let listingOrigin = Purpose(rawValue: 15)
    /// A listing's age at the start and time to withdrawal; who: listing.
    static let listingLife = Purpose(rawValue: 16)
    /// Markdown; who: listing, what: number of the consideration.
    static let markdown = Purpose(rawValue: 17)
    /// Time to the next listing; who: listing.
    static let arrivalGap = Purpose(rawValue: 18)
    /// Whether a user leaves while waiting for a page; who: user, what: exposures of the session, when: session.
    static let wait = Purpose(rawValue: 19)

    /// Whether a wish begins, how long it lasts and how much it is for; who: user, when: session in which it begins.
    static let wish = Purpose(rawValue: 20)
    /// The race of a listing that is kept in mind for a wish; who: user, what: listing, when: session in which the wish began.
    static let wishChoice = Purpose(rawValue: 21)
    /// The race of not buying, and whether the wish lingers; who: user, when: session.
    static let wishOutcome = Purpose(rawValue: 22)
    /// Whether a wish comes back after a purchase; who: user, what: listing, when: session in which the wish began.
    static let wishReturn = Purpose(rawValue: 23)

    /// A model's error about a listing; who: user, what: listing, when: 0 for what models share, else the model's version.
    static let modelError = Purpose(rawValue: 24)
    /// What a member of an ensemble errs beside the others; who: user, what: listing, when: 16 times the version, plus the member.
    static let modelMember = Purpose(rawValue: 25)
    /// Whether a request has the whole ensemble, of those that need it equally; who: user, what: exposures so far, when: session.
    static let modelBudget = Purpose(rawValue: 26)
    /// How two rankings share a page; who: user, what: exposures so far, when: session.
    static let interleaving = Purpose(rawValue: 27)
    /// What a ranking that explores shows; who: user, what: exposures of the session so far, when: session.
    static let placement = Purpose(rawValue: 28)
    /// The direction of content that appeals to all; who: 0, what: quarter of the vector.
    static let appealingContent = Purpose(rawValue: 29)
    /// A listing's attribute; who: listing.
    static let listingAttribute = Purpose(rawValue: 34)
    /// How appealing an attribute is; who: attribute.
    static let attributeAppeal = Purpose(rawValue: 35)
    /// How a user's taste in a category differs from the user's own; who: user, what: category.
    static let tasteByCategory = Purpose(rawValue: 36)

    // The booking market's; who: customer.
    /// Type of a customer, time since the one before, and choice.
    static let bookingCustomer = Purpose(rawValue: 40)
    /// How many listings of each cell a customer considers.
    static let bookingConsideration = Purpose(rawValue: 41)
    /// How long the customer's listing is blocked.
    static let bookingLength = Purpose(rawValue: 42)
    // The booking market's; who: listing.
    /// Type of a listing that arrives; who: arrival.
    static let bookingListing = Purpose(rawValue: 43)
    /// Time to the next listing; who: arrival.
    static let bookingListingGap = Purpose(rawValue: 44)
    /// Time to a listing's withdrawal.
    static let bookingWithdrawal = Purpose(rawValue: 45)
    /// An offer, its discount and the seller's delay; as for `order`.
    static let offer = Purpose(rawValue: 30)
    /// The seller's answer to an offer, and what the buyer makes of it; as for `order`.
    static let offerAnswer = Purpose(rawValue: 31)
    /// How reliable a seller's listings are; who: seller.
    static let sellerTraits = Purpose(rawValue: 32)
    /// How easily a category is sent back; who: category.
    static let categoryRefund = Purpose(rawValue: 33)

    // Ads.
    /// A campaign's standing traits; who: campaign.
    static let campaign = Purpose(rawValue: 50)
    /// What a day does to demand; who: day.
    static let adDemand = Purpose(rawValue: 51)
    /// User, worth, segment and attention of an opportunity; who: opportunity of the day, when: day.
    static let adOpportunity = Purpose(rawValue: 52)
    /// What an opportunity is worth to each category; who: opportunity, what: eight categories, when: day.
    static let adAffinity = Purpose(rawValue: 53)
    /// What it is worth to each campaign; who: opportunity, what: eight campaigns of the segment, when: day.
    static let adValue = Purpose(rawValue: 54)
    /// Click, conversion and error of prediction; who: opportunity, what: campaign, when: day.
    static let adResponse = Purpose(rawValue: 55)
    /// The listing whose seller and category advertise in the feed; who: draw.
    static let adShelf = Purpose(rawValue: 56)
    /// Categories whose campaigns may bid for a page; who: user, what: request of the session, when: session.
    static let adAudience = Purpose(rawValue: 57)
    /// A campaign's error about a session; who: user, what: campaign, when: session.
    static let adPrediction = Purpose(rawValue: 58)
}
