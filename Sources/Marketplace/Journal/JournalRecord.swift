public import PolicyKit

/// One thing that happened in the market: the only source of metrics and exported logs.
///
/// What each number of a kind means is declared by a `RecordSchema` beside the mechanism that writes it. What a record belongs
/// to (the request, the ad, the checkout) stands in the record itself.
@frozen public struct JournalRecord: BitwiseCopyable, Sendable, Hashable {
    /// What happened. The raw values, from 1 without a gap, are part of the journal's digest: never renumber.
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
        /// How likely a ranking was to put a listing where it is seen; follows its `exposure`.
        case placement = 26
        /// The share of the sessions to come that an arm has where an experiment learns.
        case allocation = 27
    }

    /// Milliseconds since the start.
    public var time: Int64
    /// An amount, as the kind's schema says: money, a length of time, a chance.
    public var value: Int64
    /// The user, or the seller for what happens to a listing.
    public var user: UInt32
    /// The user's session number, from 0; of an offer or order: that of the exposure which led to it.
    public var session: UInt32
    /// The item, or `Item.none`, unless the kind's schema says otherwise: what stood in a page's slot, or the listing that it is
    /// about.
    public var item: Item
    /// A number that the kind's schema gives a meaning.
    public var detail: UInt32
    /// The number in its world, from 0, of the request whose page showed what the record is about; `none` where no page did.
    /// Not part of the digest.
    public var request: UInt32
    /// The campaign whose ad led to the record, from 0; `none` where no ad did. Not part of the digest.
    public var campaign: UInt32
    /// What happened.
    public var kind: Kind
    /// The arm that held when it happened, 0 for control; not part of the digest.
    public var arm: UInt8
    /// Exposure and what follows from it: the slot, from 0. Else a number that the kind's schema gives a meaning.
    public var slot: UInt16
    /// Milliseconds since the start at which the record is credited: a step of an order at its checkout, all else when it
    /// happens. Not part of the digest.
    public var creditTime: Int64

    /// Stands where no listing, request or campaign is concerned.
    public static let none = UInt32.max

    /// - Parameters:
    ///   - listing: a listing, `none`, or the bits of an item of another kind.
    ///   - creditTime: nil for the time itself.
    @inlinable public init(
        time: Int64, value: Int64, user: UInt32, session: UInt32, listing: UInt32, detail: UInt32, kind: Kind,
        arm: UInt8, slot: UInt16, request: UInt32 = .max, campaign: UInt32 = .max, creditTime: Int64? = nil
    ) {
        self.time = time
        self.value = value
        self.user = user
        self.session = session
        item = Item(rawValue: listing)
        self.detail = detail
        self.request = request
        self.campaign = campaign
        self.kind = kind
        self.arm = arm
        self.slot = slot
        self.creditTime = creditTime ?? time
    }

    /// The bits of the item: of a listing its id, of none `none`; else the number that the kind's schema gives a meaning.
    @inlinable @inline(__always) public var listing: UInt32 {
        get { item.rawValue }
        set { item = Item(rawValue: newValue) }
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
