import Marketplace

extension Design {
    /// Listings are split, and all users see the treatment at treated ones (LR).
    public static let listingSplit = Design(
        "listing_split", words: "listing split", units: "listings",
        definition: "Listings split (LR); difference of means over listings, Welch.", role: .listingSplit,
        coarsest: .exposure, splitsListings: true)

    /// Listings are split by their seller.
    public static let sellerSplit = Design(
        "seller_split", words: "seller split", units: "sellers",
        definition: "Listings split by seller; sums over numbers of listings, delta method over sellers.",
        role: .sellerSplit, method: "welch, delta method over sellers", coarsest: .exposure, splitsListings: true,
        isClustered: true)

    /// Listings are split by their category.
    public static let categorySplit = Design(
        "category_split", words: "category split", units: "categories",
        definition: "Listings split by category; sums over numbers of listings, delta method over categories.",
        role: .categorySplit, method: "welch, delta method over categories", coarsest: .exposure, splitsListings: true,
        isClustered: true)
}

extension DesignModel {
    static let listingSplit = DesignModel(
        .listingSplit, split: ListingsApart.self, rows: \.listings,
        faults: { DesignFault.needsListings($0, "listing_split") })

    static let sellerSplit = DesignModel(
        .sellerSplit, split: ListingsBySeller.self,
        // Each seller's sums take as much as two rows.
        rows: { $0.listings + 2 * min($0.users, $0.listings) },
        faults: { DesignFault.needsListings($0, "seller_split") })

    static let categorySplit = DesignModel(
        .categorySplit, split: ListingsByCategory.self, rows: \.listings,
        faults: { DesignFault.needsListings($0, "category_split") + DesignFault.needsCategories($0, "category_split") })
}

extension WorldRole {
    /// Listings are split one by one.
    public static let listingSplit = WorldRole(rawValue: "listing-split")
    /// Listings are split by seller.
    public static let sellerSplit = WorldRole(rawValue: "seller-split")
    /// Listings are split by category.
    public static let categorySplit = WorldRole(rawValue: "category-split")
}

/// Listings, one by one.
struct ListingsApart: ListingSplitting {
    let listings: HashSplit

    init(_ draw: SplitDraw) { listings = draw.hashed(".listings") }

    static let nameColumns = ["listing"]
    func arm(of listing: ListingUnit) -> UInt8 { listings.arm(of: listing.listing) }

    func forEachUnit(
        of measure: UnitTotals<ListingIndex>, in world: FollowedWorld, _ body: (UnitRow) throws -> Void
    ) rethrows {
        var unit = UnitRow(world.plan.quantities)
        for listing in measure.index.there {
            unit.name(listing, arm: arm(of: measure.index.listings[listing]))
            measure.read(listing, into: &unit.values)
            try body(unit)
        }
    }
}

/// Listings, all of a seller alike.
struct ListingsBySeller: ListingClustering {
    let sellers: HashSplit

    init(_ draw: SplitDraw) { sellers = draw.hashed(".sellers") }

    static let nameColumns = ["seller"]
    func cluster(of listing: ListingUnit) -> Int { Int(listing.seller) }
    func arm(of listing: ListingUnit) -> UInt8 { sellers.arm(of: listing.seller) }
}

/// Listings, all of a category alike.
struct ListingsByCategory: ListingClustering {
    let categories: HashSplit

    init(_ draw: SplitDraw) {
        categories = draw.hashed(".categories", of: Int(draw.plan.market.listings.categories))
    }

    static let nameColumns = ["category"]
    func cluster(of listing: ListingUnit) -> Int { Int(listing.category) }
    func arm(of listing: ListingUnit) -> UInt8 { categories.arm(ofUnit: UInt64(listing.category)) }
}

/// A split of listings, read out by those that are on the market in the experiment.
protocol ListingSplitting: UnitSplit where Measure == UnitTotals<ListingIndex> {}

extension ListingSplitting {
    static var splitsListings: Bool { true }

    var randomisation: Randomisation? { .listings { arm(of: $0) } }

    func measure(of plan: Plan, users: Int) -> UnitTotals<ListingIndex> {
        UnitTotals(ListingIndex(experimentStart: plan.schedule.warmup), of: plan)
    }

    func complete(_ moments: inout UnitMoments, with measure: UnitTotals<ListingIndex>, in world: FollowedWorld) {
        moments.population = Double(measure.index.there.count)
    }
}

/// A split of listings in clusters, which are its units.
protocol ListingClustering: ListingSplitting {
    func cluster(of listing: ListingUnit) -> Int
}

extension ListingClustering {
    func forEachUnit(
        of measure: UnitTotals<ListingIndex>, in world: FollowedWorld, _ body: (UnitRow) throws -> Void
    ) rethrows {
        var unit = UnitRow(world.plan.quantities)
        var sums = ClusterTotals(world.plan.quantities)
        var armOf: [Int: UInt8] = [:]
        for listing in measure.index.there {
            let own = measure.index.listings[listing]
            measure.read(listing, into: &unit.values)
            sums.add(unit.values, to: cluster(of: own))
            armOf[cluster(of: own)] = arm(of: own)
        }
        try sums.forEachCluster { cluster, sums in
            unit.name(cluster, arm: armOf[cluster] ?? 0)
            unit.values = sums
            try body(unit)
        }
    }
}

/// A row for each listing that is on the market in the experiment, for what happens at it from its exposure on.
struct ListingIndex: UnitIndex {
    /// Whether a record of each kind says that a user meets a listing.
    private static let isMet = Mechanisms.records.map { $0.subject >= .exposure }
    let experimentStart: Int64
    /// Every listing ever created, by number.
    private(set) var listings: [ListingUnit] = []
    /// Whether a listing was gone before the experiment.
    private(set) var isGone: [Bool] = []

    init(experimentStart: Int64) { self.experimentStart = experimentStart }

    var rows: Int { listings.count }

    /// Numbers of the listings that were not gone before the experiment.
    var there: [Int] { listings.indices.filter { !isGone[$0] } }

    mutating func row(of record: JournalRecord) -> Int {
        switch record.kind {
        case .listingCreated:
            listings.append(ListingUnit(created: record))
            isGone.append(false)
        case .listingEnded: isGone[Int(record.listing)] = record.time < experimentStart
        default:
            let isMet = ListingIndex.isMet[Int(record.kind.rawValue) - 1]
            if isMet, record.creditTime >= experimentStart { return Int(record.listing) }
        }
        return Self.nowhere
    }
}
