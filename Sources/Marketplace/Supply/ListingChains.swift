import Storage

/// Links listings in chains, the latest first: what each seller has in the market, what each campaign may show.
///
/// Listings that have left the market are taken out when a chain is walked; they never come back.
struct ListingChains: ~Copyable {
    static let none = UInt32.max
    /// The latest listing of each chain, and of each listing the one before it in its chain.
    private var newest: Column<UInt32> = Column()
    private var older: Column<UInt32> = Column()

    var count: Int { newest.count }

    /// Adds empty chains.
    mutating func open(_ count: Int) { newest.extend(by: count, with: ListingChains.none) }

    /// Puts a listing that was created at the front of a chain, or of none. Listings come in their order.
    mutating func add(_ listing: UInt32, to chain: UInt32?) {
        older.append(chain.map { newest[$0] } ?? ListingChains.none)
        if let chain { newest[chain] = listing }
    }

    /// The listing of a chain after `last`, or its first one; `none` at the end. Ended ones on the way are taken out.
    @inline(__always) func next(
        after last: UInt32 = ListingChains.none, in chain: UInt32, listings: borrowing Listings
    ) -> UInt32 {
        let link = last == ListingChains.none ? newest[chain] : older[last]
        var listing = link
        while listing != ListingChains.none, listings.state[listing] == .ended { listing = older[listing] }
        guard listing != link else { return listing }
        if last == ListingChains.none { newest[chain] = listing } else { older[last] = listing }
        return listing
    }

    /// Bytes set aside.
    var bytes: Int { newest.bytes + older.bytes }
}
