import Bidding
import Marketplace
import MarketplaceTesting
import PolicyKit

/// A market in which sellers advertise, and what its journal says of the ads.
enum AdMarket {
    static func market(_ name: String = "ads", _ change: (inout TestMarket) -> Void = { _ in }) -> TestMarket {
        TestMarket(name) { market in
            market.market.ads.campaigns = 80
            market.market.ads.budgetLeast = 30
            market.market.ads.budgetMost = 30
            market.choosing { $0[.bidding] = PolicyChoice("truthful") }
            market.everywhere {
                $0.ads.slots = 3
                $0.ads.every = 4
                $0.choice.clickRateMatched = 0.3
                $0.choice.cartRate = 0.3
                $0.choice.checkoutRate = 0.5
            }
            change(&market)
        }
    }

    /// The same with listings and campaigns that a person brings: 300 listings, in turn of five categories.
    /// - Parameter campaigns: the listings that each names, and what else is said of it.
    static func loaded(
        _ campaigns: [LoadedCampaign], _ change: (inout TestMarket) -> Void = { _ in }
    ) -> TestMarket {
        market("loaded campaigns") { market in
            market.market.listings.categories = 5
            market.market.listings.arrivalsPerDay = 20
            market.loaded.listings = (0..<300).map {
                LoadedListing(name: "listing \($0)", category: $0 % 5, price: Int64(2_000 + 10 * $0))
            }
            market.loaded.campaigns = campaigns
            change(&market)
        }
    }

    static func campaign(
        budget: Double = 1_000, _ change: (inout LoadedCampaign) -> Void = { _ in }
    ) -> LoadedCampaign {
        var campaign = LoadedCampaign(name: "campaign", budget: budget)
        change(&campaign)
        return campaign
    }

    /// The exposure that a record about an ad speaks of.
    struct Showing: Hashable {
        let user: UInt32
        let session: UInt32
        let listing: UInt32

        init(_ record: JournalRecord) { (user, session, listing) = (record.user, record.session, record.listing) }
    }
}

extension MarketRun {
    /// Where ads were shown.
    var adShowings: Set<AdMarket.Showing> { Set(records(.adExposure).map { AdMarket.Showing($0) }) }

    /// Millionths that each campaign paid on each day.
    var adSpending: [[UInt32]: Int64] {
        records(.adCharge).reduce(into: [:]) { $0[[$1.detail, UInt32($1.time / 86_400_000)], default: 0] += $1.value }
    }

    /// Of each ad that was seen, the last request of its session before.
    var adRequests: [(ad: JournalRecord, request: Int)] {
        var requests: [[UInt32]: Int] = [:]
        return records.enumerated().compactMap { number, record in
            if record.kind == .request { requests[[record.user, record.session]] = number }
            guard record.kind == .adExposure else { return nil }
            return (record, requests[[record.user, record.session]] ?? -1)
        }
    }

    /// Ads seen whose listing was out of the shop window when their page was made.
    var adsOfGoneListings: Int {
        var gone: [UInt32: [Range<Int>]] = [:]
        var since: [UInt32: Int] = [:]
        var stock: [UInt32: Int] = [:]
        for (number, record) in records.enumerated() {
            let listing = record.listing
            switch record.kind {
            case .listingCreated: stock[listing] = Int(record.detail)
            case .checkout:
                stock[listing, default: 0] -= 1
                if stock[listing] == 0 { since[listing] = since[listing] ?? number }
            case .lapse:
                stock[listing, default: 0] += 1
                // What has ended does not come back.
                if stock[listing] == 1, let start = since[listing] {
                    gone[listing, default: []].append(start..<number)
                    since[listing] = nil
                }
            case .listingEnded:
                gone[listing, default: []].append((since[listing] ?? number)..<Int.max)
                stock[listing] = .min / 2
            default: break
            }
        }
        for (listing, start) in since { gone[listing, default: []].append(start..<Int.max) }
        return adRequests.count { ad, request in gone[ad.listing]?.contains { $0.contains(request) } ?? false }
    }
}
