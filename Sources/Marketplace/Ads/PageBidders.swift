import Storage

/// Holds who bids for the ad slots of one page, with which listing, and how much.
struct PageBidders: ~Copyable {
    private static let none = UInt32.max
    private(set) var count = 0
    let seats: Column<UInt32>
    let listings: Column<UInt32>
    /// What an exposure is worth to each, and what each bids for it; currency units.
    let values: Column<Double>
    let bids: Column<Double>
    /// What the bids are multiplied with for their rank.
    let qualities: Column<Double>
    /// Chance that an exposure brings what is paid for.
    let chances: Column<Double>
    /// The bidder of each listing that several campaigns may advertise.
    private let bidders: Column<UInt32>

    /// - Parameters:
    ///   - room: campaigns that there are.
    ///   - sharedListings: listings below this number may be advertised by several campaigns.
    init(room: Int, sharedListings: Int) {
        seats = Column(repeating: 0, count: room)
        listings = Column(repeating: 0, count: room)
        values = Column(repeating: 0, count: room)
        bids = Column(repeating: 0, count: room)
        qualities = Column(repeating: 1, count: room)
        chances = Column(repeating: 1, count: room)
        bidders = Column(repeating: PageBidders.none, count: sharedListings)
    }

    /// Another page.
    mutating func clear() {
        if bidders.count > 0 {
            for bidder in 0..<count where Int(listings[bidder]) < bidders.count {
                bidders[listings[bidder]] = PageBidders.none
            }
        }
        count = 0
    }

    /// Takes a bid. A listing stands on a page once: of two bids with the same one the higher takes part.
    @inline(__always) mutating func add(
        seat: Int, listing: UInt32, value: Double, bid: Double, quality: Double, chance: Double
    ) {
        var place = count
        if Int(listing) < bidders.count {
            let other = bidders[listing]
            if other != PageBidders.none {
                guard bid > bids[other] else { return }
                place = Int(other)
            }
            bidders[listing] = UInt32(place)
        }
        seats[place] = UInt32(seat)
        listings[place] = listing
        values[place] = value
        bids[place] = bid
        qualities[place] = quality
        chances[place] = chance
        count = max(count, place + 1)
    }
}
