import Storage

/// What a buyer would pay for a listing, below its price.
struct Offer: BitwiseCopyable {
    let encounter: Encounter
    /// The session in which the wish began that it is for; `Wishes.none` where wishes are not active.
    let wish: UInt32
    /// Minor units: what was offered, then what the seller asks for.
    var amount: Int64
}

/// Keeps every offer of a world, numbered in the order in which they were made.
struct Offers: ~Copyable {
    private var offers = Column<Offer>(minimumCapacity: 256)

    mutating func add(_ offer: Offer) -> UInt32 {
        offers.append(offer)
        return UInt32(offers.count - 1)
    }

    subscript(offer: UInt32) -> Offer {
        _read { yield offers[offer] }
        nonmutating _modify { yield &offers[offer] }
    }

    var bytes: Int { offers.bytes }
}
