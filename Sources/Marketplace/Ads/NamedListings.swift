import Storage

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
