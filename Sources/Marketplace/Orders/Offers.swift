/// What a buyer would pay for a listing, below its price.
struct Offer: BitwiseCopyable {
    let encounter: Encounter
    /// Minor units: what was offered, then what the seller asks for.
    var amount: Int64
}

/// Keeps every offer of a world, numbered in the order in which they were made.
struct Offers: ~Copyable {
    private var offers = Column<Offer>(
        repeating: Offer(
            encounter: Encounter(
                user: 0, listing: 0, session: 0, slot: 0, arm: 0, servedBy: 0, misfit: false, taste: 0, time: 0, row: 0),
            amount: 0),
        count: 0, minimumCapacity: 256)

    mutating func add(_ offer: Offer) -> UInt32 {
        offers.append(offer)
        return UInt32(offers.count - 1)
    }

    subscript(offer: UInt32) -> Offer {
        unsafeAddress { UnsafePointer(offers.base + Int(offer)) }
        nonmutating unsafeMutableAddress { offers.base + Int(offer) }
    }

    var bytes: Int { offers.bytes }
}
