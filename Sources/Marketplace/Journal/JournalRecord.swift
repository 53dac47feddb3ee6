/// One thing that happened in the market: the only source of metrics, learners' feedback and exported logs.
@frozen public struct JournalRecord: BitwiseCopyable, Sendable, Hashable {
    /// What happened. The raw values are part of the journal's digest: never renumber.
    @frozen public enum Kind: UInt8, Sendable, CaseIterable, BitwiseCopyable {
        case sessionStart = 1
        case request = 2
        case exposure = 3
        case click = 4
        case like = 5
        case cart = 6
        case checkout = 7
        case payment = 8
        case lapse = 9
        case refund = 10
        case sessionEnd = 11
        case listingCreated = 12
        case markdown = 13
        case listingEnded = 14
        case delivery = 15
        case offer = 16
        case offerAccepted = 17
        case offerCountered = 18
        case offerTaken = 19
        /// A request that was not inserted because the budget was spent.
        case refusal = 20
        /// A request policy drew its decision at random.
        case exploration = 21
        /// A request policy asked for a page before the old one's end, and the budget paid for it.
        case insertion = 22
        /// A user came to an ad that could still be bought; follows its `exposure`.
        case adExposure = 23
        /// An advertiser paid.
        case adCharge = 24
        /// An order that came from an ad was paid; follows its `payment`.
        case adOrder = 25
    }

    /// Milliseconds since the start.
    public var time: Int64
    /// Minor units for money (price, payment, refund, offer); milliseconds for the duration of an ended session; millionths
    /// for the propensity of an explored decision; millionths of a currency unit for the price and the charge of an ad.
    public var value: Int64
    /// The user, or the seller for what happens to a listing.
    public var user: UInt32
    /// The user's how-manieth session, from 0; of an offer or order: that of the exposure which led to it.
    public var session: UInt32
    /// The listing; `JournalRecord.none` where there is none. Request: 1 when it was inserted before its page's end, else 0.
    /// Exploration: exposures over which its outcome is counted.
    public var listing: UInt32
    /// Request: candidates ranked. Exposure: 1 when the listing was sold out, else 0. Orders: the order's number, from 0. Offers: the
    /// offer's number, from 0.
    /// Listing created: its units. Listing ended: a `ListingEnd` raw value. Session end: its exposures.
    /// Exploration: 1 when a page was asked for, else 0. Ad exposure and charge: the campaign.
    public var detail: UInt32
    public var kind: Kind
    /// The user's arm, 0 for control; not part of the digest.
    public var arm: UInt8
    /// Exposure and what follows from it: the slot, from 0. Request: the request's number in its session, from 0.
    public var slot: UInt16

    /// Stands where no listing is concerned.
    public static let none = UInt32.max

    public init(
        time: Int64, value: Int64, user: UInt32, session: UInt32, listing: UInt32, detail: UInt32, kind: Kind,
        arm: UInt8, slot: UInt16
    ) {
        self.time = time
        self.value = value
        self.user = user
        self.session = session
        self.listing = listing
        self.detail = detail
        self.kind = kind
        self.arm = arm
        self.slot = slot
    }
}

/// Why a listing left the market.
@frozen public enum ListingEnd: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    case sold = 1
    case withdrawn = 2
    case expired = 3

    /// The word in exported logs.
    public var word: String {
        switch self {
        case .sold: "sold"
        case .withdrawn: "withdrawn"
        case .expired: "expired"
        }
    }
}
