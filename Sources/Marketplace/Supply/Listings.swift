import Storage

/// Keeps each listing ever created: what it is, its price and stock, and what the platform has counted about it.
///
/// Rows are given in the order of creation and never reused, so a page that was delivered can always be checked.
struct Listings: ~Copyable {
    /// Where a listing stands.
    enum State: UInt8, BitwiseCopyable {
        /// Can be shown while units are for sale.
        case live
        case ended
    }

    /// What an exposure reads and counts, side by side so that it costs one miss of the cache and not eight.
    struct Face: BitwiseCopyable {
        /// Minor units.
        var price: Int64 = 0
        /// ln(price / category median).
        var relativePrice: Float = 0
        /// Standard deviations, seen by users as the photo and title promise.
        var appeal: Float = 0
        /// Standard deviations, seen by users on the listing's own page.
        var quality: Float = 0
        var impressions: UInt32 = 0
        var clicks: UInt32 = 0
        var likes: UInt32 = 0
        var category: UInt8 = 0
        /// From 1 (new) to 5 (worn).
        var condition: UInt8 = 1
        /// Where listings are randomised, from the experiment's start on.
        var arm: UInt8 = 0
    }

    private(set) var count = 0
    private(set) var content: Column<Float>
    private(set) var face: Column<Face>
    private(set) var state: Column<State>
    /// Whether a defect shows after delivery.
    private(set) var hiddenDefect: Column<Bool>
    /// What `attribute(of:)` answers; empty where listings have none.
    private var attributes: Column<UInt32>
    private let keepsAttributes: Bool
    /// A user.
    private(set) var seller: Column<UInt32>
    /// Milliseconds; negative for listings older than the run.
    private(set) var created: Column<Int64>
    private(set) var unitsOffered: Column<Int32>
    /// Offered = for sale + reserved + sold + withdrawn, at any time.
    private(set) var unitsForSale: Column<Int32>
    private(set) var unitsReserved: Column<Int32>
    private(set) var unitsSold: Column<Int32>
    private(set) var unitsWithdrawn: Column<Int32>

    /// - Parameter keepsAttributes: whether listings have attributes.
    init(capacity: Int, keepsAttributes: Bool = false) {
        self.keepsAttributes = keepsAttributes
        attributes = Column(minimumCapacity: keepsAttributes ? capacity : 0)
        content = Column(minimumCapacity: capacity * Content.dimensions)
        face = Column(minimumCapacity: capacity)
        state = Column(minimumCapacity: capacity)
        hiddenDefect = Column(minimumCapacity: capacity)
        seller = Column(minimumCapacity: capacity)
        created = Column(minimumCapacity: capacity)
        unitsOffered = Column(minimumCapacity: capacity)
        unitsForSale = Column(minimumCapacity: capacity)
        unitsReserved = Column(minimumCapacity: capacity)
        unitsSold = Column(minimumCapacity: capacity)
        unitsWithdrawn = Column(minimumCapacity: capacity)
    }

    /// Adds a listing and returns its number; content is to be written by the caller.
    mutating func add(_ draft: ListingDraft, created time: Int64) -> UInt32 {
        let listing = UInt32(count)
        count += 1
        content.extend(by: Content.dimensions, with: 0)
        face.append(
            Face(
                price: draft.price, relativePrice: draft.relativePrice, appeal: draft.appeal, quality: draft.quality,
                category: draft.category, condition: draft.condition))
        state.append(.live)
        hiddenDefect.append(draft.hiddenDefect)
        if keepsAttributes { attributes.append(draft.attribute) }
        seller.append(draft.seller)
        created.append(time)
        unitsOffered.append(draft.units)
        unitsForSale.append(draft.units)
        unitsReserved.append(0)
        unitsSold.append(0)
        unitsWithdrawn.append(0)
        return listing
    }

    /// The content vector of a listing, `Content.dimensions` numbers.
    @inline(__always) func contentVector(_ listing: UInt32) -> UnsafeMutablePointer<Float> {
        content.base + Int(listing) * Content.dimensions
    }

    /// The attribute of a listing, the commonest first; 0 where listings have none.
    @inline(__always) func attribute(of listing: UInt32) -> UInt32 { keepsAttributes ? attributes[listing] : 0 }

    /// Starts to fetch what `contentVector` will read.
    @inline(__always) func prefetchContent(_ listing: UInt32) { content.prefetch(Int(listing) * Content.dimensions) }

    /// Bytes set aside for all listings.
    var bytes: Int {
        content.bytes + face.bytes + state.bytes + hiddenDefect.bytes + attributes.bytes + seller.bytes + created.bytes
            + unitsOffered.bytes + unitsForSale.bytes + unitsReserved.bytes + unitsSold.bytes + unitsWithdrawn.bytes
    }
}

/// What a listing is when it is created.
struct ListingDraft {
    var category: UInt8
    var condition: UInt8
    var hiddenDefect: Bool
    var price: Int64
    var relativePrice: Float
    var appeal: Float
    var quality: Float
    var seller: UInt32
    var units: Int32
    var attribute: UInt32
}
