import Bidding
import Randomness
import Storage

/// Draws whose listings campaigns advertise, among those that are there: who sells more is likelier to advertise.
enum ShelfDraw {
    /// Up to `wanted` shelves of sellers, each another.
    static func shelves(_ wanted: Int, listings: borrowing Listings, key: RandomKey) -> [AdShelf] {
        guard listings.count > 0 else { return [] }
        var shelves: [AdShelf] = []
        var taken: Set<AdShelf> = []
        var draw: UInt32 = 0
        // Many draws meet a shelf that is taken where the market has few.
        while shelves.count < wanted, draw < 16 * UInt32(wanted) {
            let listing = UInt32(key.block(.adShelf, draw, 0, 0).index(0, below: listings.count))
            draw += 1
            let shelf = shelf(of: listing, listings)
            if taken.insert(shelf).inserted { shelves.append(shelf) }
        }
        return shelves
    }

    /// A shelf for each of a person's campaigns.
    static func shelves(
        of campaigns: [LoadedCampaign], categories: Int, listings: borrowing Listings, key: RandomKey
    ) -> [AdShelf] {
        let all = (0..<UInt32(listings.count)).map { $0 }
        var ofCategory = [[UInt32]](repeating: [], count: categories)
        for listing in all { ofCategory[Int(listings.face[listing].category)].append(listing) }
        var taken: Set<AdShelf> = []
        // In these nobody is left.
        var exhausted: Set<Int?> = []
        var shelves: [AdShelf] = []
        for (number, campaign) in campaigns.enumerated() {
            if let named = campaign.listings {
                shelves.append(.named(named.map { UInt32($0) }))
                continue
            }
            let candidates = campaign.category.map { ofCategory[$0] } ?? all
            let draw = key.block(.adShelf, UInt32(number), 0, 0).uniform(0)
            let free =
                exhausted.contains(campaign.category)
                ? nil : free(among: candidates, from: draw, taken: taken, listings: listings)
            if let free { taken.insert(free) } else { exhausted.insert(campaign.category) }
            shelves.append(free ?? .empty)
        }
        return shelves
    }

    /// The first shelf that is not taken, of listings from a drawn one on.
    private static func free(
        among candidates: [UInt32], from draw: Double, taken: Set<AdShelf>, listings: borrowing Listings
    ) -> AdShelf? {
        let first = Int(draw * Double(candidates.count))
        for step in candidates.indices {
            let shelf = shelf(of: candidates[(first + step) % candidates.count], listings)
            if !taken.contains(shelf) { return shelf }
        }
        return nil
    }

    private static func shelf(of listing: UInt32, _ listings: borrowing Listings) -> AdShelf {
        .seller(listings.seller[listing], category: listings.face[listing].category)
    }
}
