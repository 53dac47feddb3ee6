/// Finds the campaigns of a category, and of each campaign the listing that it may show there.
///
/// What is for sale is the catalogue's to say, so a listing that is sold out, withdrawn or expired is advertised no more
/// from that moment on.
struct AdShelves: ~Copyable {
    private static let none = UInt32.max
    /// The campaign of a seller's listings of a category.
    private var owners: [AdShelf: UInt32] = [:]
    /// Each campaign in each of its categories, in rising order of campaigns.
    private var places: [(campaign: UInt32, category: UInt8)] = []
    /// The campaigns that are asked for bids, category by category, and where each category's begin.
    private var members: [UInt32] = []
    private var starts: [Int] = []
    /// The latest listing of each campaign, and of each listing the one before it in its campaign.
    private var newest: Column<UInt32> = Column()
    private var older: Column<UInt32> = Column()
    private var named = NamedListings()

    /// Campaigns that advertise.
    var count: Int { newest.count }

    /// Listings below this number may be advertised by several campaigns.
    var namedBound: Int { named.bound }

    /// Opens campaigns with these shelves, in a market whose first listings are there.
    mutating func open(_ shelves: [AdShelf], categories: Int, listings: borrowing Listings) {
        newest.extend(by: shelves.count, with: AdShelves.none)
        for (number, shelf) in shelves.enumerated() {
            let campaign = UInt32(number)
            var own: [UInt32] = []
            switch shelf {
            case .seller(_, let category):
                owners[shelf] = campaign
                places.append((campaign, category))
            case .named(let listed):
                own = listed
                var found: Set<UInt8> = []
                for listing in listed { found.insert(listings.face[listing].category) }
                places += found.sorted().map { (campaign, $0) }
            case .empty: break
            }
            named.append(own)
        }
        starts = [Int](repeating: 0, count: categories + 1)
        for listing in 0..<UInt32(listings.count) {
            add(listing, seller: listings.seller[listing], category: listings.face[listing].category)
        }
    }

    /// Has these campaigns asked for bids from now on, and no others.
    mutating func ask(_ campaigns: [Int]) {
        var isAsked = [Bool](repeating: false, count: count)
        for campaign in campaigns { isAsked[campaign] = true }
        var ofCategory = [[UInt32]](repeating: [], count: starts.count - 1)
        for place in places where isAsked[Int(place.campaign)] {
            ofCategory[Int(place.category)].append(place.campaign)
        }
        starts = ofCategory.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        members = ofCategory.flatMap { $0 }
    }

    /// A listing that was created comes onto its campaign's shelf, if its seller has one. Listings come in their order.
    mutating func add(_ listing: UInt32, seller: UInt32, category: UInt8) {
        guard !owners.isEmpty else { return }
        let campaign = owners[.seller(seller, category: category)]
        older.append(campaign.map { newest[$0] } ?? AdShelves.none)
        if let campaign { newest[campaign] = listing }
    }

    /// The campaigns of a category that are asked for bids.
    @inline(__always) func campaigns(of category: UInt8) -> ArraySlice<UInt32> {
        members[starts[Int(category)]..<starts[Int(category) + 1]]
    }

    /// What a campaign may show of a category of the page: of the latest listings for sale on its shelf, or of those
    /// that it names, the one whose content matches best; nil when none is left.
    /// - Parameters:
    ///   - category: its place among the page's.
    ///   - profile: what the platform knows of the user's taste.
    ///   - seen: what the session has been shown already.
    ///   - limit: listings of a shelf that are looked at.
    func best(
        of campaign: UInt32, in audience: borrowing AdAudience, at category: Int, for profile: UnsafePointer<Float>,
        seen: SeenSet.Members, limit: Int, listings: borrowing Listings, listed: Catalogue.ListedBits
    ) -> AdChoice? {
        guard newest[campaign] != AdShelves.none else {
            return named.best(
                of: campaign, in: audience, at: category, for: profile, seen: seen, market: listings, listed: listed)
        }
        var best: AdChoice?
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
                    if seen.contains(listing) == 0, match > best?.match ?? -.infinity {
                        best = AdChoice(listing: listing, match: match, category: category)
                    }
                }
            }
            listing = next
        }
        return best
    }

    /// Bytes set aside.
    var bytes: Int {
        newest.bytes + older.bytes + 4 * members.count + 8 * places.count + 16 * owners.count + named.bytes
    }
}
