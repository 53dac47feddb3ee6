import Randomness

/// Finds the campaigns of a category, and of each campaign the listings that it may show: a seller's own of one category.
///
/// What is for sale is the catalogue's to say, so a listing that is sold out, withdrawn or expired is advertised no more
/// from that moment on.
struct AdShelves: ~Copyable {
    private static let none = UInt32.max
    /// The campaign of a seller's listings of a category.
    private var owners: [UInt64: UInt32] = [:]
    /// Campaigns category by category, and where each category's begin.
    private var members: [UInt32] = []
    private var starts: [Int] = []
    /// The latest listing of each campaign, and of each listing the one before it in its campaign.
    private var newest: Column<UInt32> = Column()
    private var older: Column<UInt32> = Column()

    /// Campaigns that advertise.
    var count: Int { newest.count }

    /// Opens up to `wanted` campaigns, drawn among the listings that are there: who sells more is likelier to advertise.
    mutating func open(_ wanted: Int, categories: Int, listings: borrowing Listings, key: RandomKey) {
        guard listings.count > 0 else { return }
        var ofCategory = [[UInt32]](repeating: [], count: categories)
        var draw: UInt32 = 0
        // Many draws meet a shelf that is taken where the market has few.
        while owners.count < wanted, draw < 16 * UInt32(wanted) {
            let listing = UInt32(key.block(.adShelf, draw, 0, 0).index(0, below: listings.count))
            draw += 1
            let category = listings.face[listing].category
            let shelf = AdShelves.shelf(of: listings.seller[listing], category)
            guard owners[shelf] == nil else { continue }
            ofCategory[Int(category)].append(UInt32(owners.count))
            owners[shelf] = UInt32(owners.count)
        }
        newest.extend(by: owners.count, with: AdShelves.none)
        starts = ofCategory.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        members = ofCategory.flatMap { $0 }
        for listing in 0..<UInt32(listings.count) {
            add(listing, seller: listings.seller[listing], category: listings.face[listing].category)
        }
    }

    /// A listing that was created comes onto its campaign's shelf, if its seller has one. Listings come in their order.
    mutating func add(_ listing: UInt32, seller: UInt32, category: UInt8) {
        guard !owners.isEmpty else { return }
        let campaign = owners[AdShelves.shelf(of: seller, category)]
        older.append(campaign.map { newest[$0] } ?? AdShelves.none)
        if let campaign { newest[campaign] = listing }
    }

    /// The campaigns of a category.
    @inline(__always) func campaigns(of category: UInt8) -> ArraySlice<UInt32> {
        members[starts[Int(category)]..<starts[Int(category) + 1]]
    }

    /// Of the latest listings of a campaign that are for sale, the one whose content matches best; nil when none is left.
    /// - Parameters:
    ///   - profile: what the platform knows of the user's taste.
    ///   - seen: what the session has been shown already.
    ///   - limit: listings that are looked at.
    func best(
        of campaign: UInt32, for profile: UnsafePointer<Float>, seen: SeenSet.Members, limit: Int,
        listings: borrowing Listings, listed: Catalogue.ListedBits
    ) -> (listing: UInt32, match: Float)? {
        var best: (listing: UInt32, match: Float)?
        var (last, listing, looked) = (AdShelves.none, newest[campaign], 0)
        while listing != AdShelves.none, looked < limit {
            let next = older[listing]
            if listings.state[listing] == .ended {
                // It never comes back.
                if last == AdShelves.none { newest[campaign] = next } else { older[last] = next }
            } else {
                last = listing
                if listed[listing] != 0 {
                    looked += 1
                    let match = Content.match(profile, listings.contentVector(listing))
                    if seen.contains(listing) == 0, match > best?.match ?? -.infinity { best = (listing, match) }
                }
            }
            listing = next
        }
        return best
    }

    private static func shelf(of seller: UInt32, _ category: UInt8) -> UInt64 { UInt64(seller) << 8 | UInt64(category) }

    /// Bytes set aside.
    var bytes: Int { newest.bytes + older.bytes + 4 * members.count + 16 * owners.count }
}
