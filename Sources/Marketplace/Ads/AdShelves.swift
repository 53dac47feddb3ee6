import Storage

/// Finds the campaigns of a category, and of each campaign the listing that it may show there.
///
/// What is for sale is the catalogue's to say, so a listing that is sold out, withdrawn or expired is advertised no more
/// from that moment on.
struct AdShelves: ~Copyable {
    /// The campaign of a seller's listings of a category.
    private var owners: [AdShelf: UInt32] = [:]
    /// Each campaign in each of its categories, in rising order of campaigns.
    private var places: [(campaign: UInt32, category: UInt8)] = []
    /// The campaigns that are asked for bids, category by category, and where each category's begin.
    private var members: [UInt32] = []
    private var starts: [Int] = []
    /// What is on each campaign's shelf.
    private var chains = ListingChains()
    private var named = NamedListings()

    /// Campaigns that advertise.
    var count: Int { chains.count }

    /// Listings below this number may be advertised by several campaigns.
    var namedBound: Int { named.bound }

    /// Opens campaigns with these shelves, in a market whose first listings are there.
    mutating func open(_ shelves: [AdShelf], categories: Int, listings: borrowing Listings) {
        chains.open(shelves.count)
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
        chains.add(listing, to: owners[.seller(seller, category: category)])
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
    ///   - seen: what the session has been shown already, and what it must not be shown.
    ///   - limit: listings of a shelf that are looked at.
    func best(
        of campaign: UInt32, in audience: borrowing AdAudience, at category: Int, for profile: UnsafePointer<Float>,
        seen: SeenSet.Members, limit: Int, listings: borrowing Listings, listed: Catalogue.ListedBits
    ) -> AdChoice? {
        var listing = chains.next(in: campaign, listings: listings)
        guard listing != ListingChains.none else {
            return named.best(
                of: campaign, in: audience, at: category, for: profile, seen: seen, market: listings, listed: listed)
        }
        var best: AdChoice?
        var looked = 0
        while listing != ListingChains.none, looked < limit {
            if listed[listing] != 0 {
                looked += 1
                let match = Content.match(profile, listings.contentVector(listing))
                if seen.contains(listing) == 0, match > best?.match ?? -.infinity {
                    best = AdChoice(listing: listing, match: match, category: category)
                }
            }
            listing = chains.next(after: listing, in: campaign, listings: listings)
        }
        return best
    }

    /// Bytes set aside.
    var bytes: Int {
        chains.bytes + 4 * members.count + 8 * places.count + 16 * owners.count + named.bytes
    }
}

/// What a campaign advertises.
enum AdShelf: Hashable {
    /// What a seller has in a category, now and later.
    case seller(UInt32, category: UInt8)
    /// These listings, whoever sells them and in whichever category.
    case named([UInt32])
    /// Nothing: no seller was left for it.
    case empty
}

/// The listing that a campaign brings to a page.
struct AdChoice {
    let listing: UInt32
    /// How well its content matches the user's profile.
    let match: Float
    /// The place of its category among the page's.
    let category: Int
}

/// Keeps the listings that campaigns name one by one, and finds which of them suits a page best.
struct NamedListings: ~Copyable {
    /// Listings, campaign by campaign; where each campaign's begin, and how many there are in the market still.
    private var listings: Column<UInt32> = Column()
    private var starts: Column<UInt32> = Column()
    private var counts: Column<UInt32> = Column()
    /// One more than the highest number that is named.
    private(set) var bound = 0

    /// The next campaign names these; none when it names nothing.
    mutating func append(_ named: [UInt32]) {
        starts.append(UInt32(listings.count))
        counts.append(UInt32(named.count))
        for listing in named {
            listings.append(listing)
            bound = max(bound, Int(listing) + 1)
        }
    }

    /// Of those for sale in the page's categories, the one whose content matches best; nil when none is left.
    ///
    /// A campaign is asked in each of its categories and answers in the first of the page's: it bids once a page.
    /// - Parameter index: the category that is asked for, among the page's.
    func best(
        of campaign: UInt32, in audience: borrowing AdAudience, at index: Int, for profile: UnsafePointer<Float>,
        seen: SeenSet.Members, market: borrowing Listings, listed: Catalogue.ListedBits
    ) -> AdChoice? {
        var best: AdChoice?
        var isFirst = false
        var (place, end) = (starts[campaign], starts[campaign] + counts[campaign])
        while place < end {
            let listing = listings[place]
            guard market.state[listing] != .ended else {
                // It never comes back.
                end -= 1
                counts[campaign] -= 1
                listings[place] = listings[end]
                continue
            }
            place += 1
            guard let own = audience.index(of: market.face[listing].category) else { continue }
            if own < index { return nil }
            if own == index { isFirst = true }
            guard listed[listing] != 0, seen.contains(listing) == 0 else { continue }
            let match = Content.match(profile, market.contentVector(listing))
            // Of equals the first in the market: the order here changes when listings leave.
            let isBetter = best.map { match > $0.match || match == $0.match && listing < $0.listing } ?? true
            if isBetter { best = AdChoice(listing: listing, match: match, category: own) }
        }
        return isFirst ? best : nil
    }

    /// Bytes set aside.
    var bytes: Int { listings.bytes + starts.bytes + counts.bytes }
}
