import Marketplace
import PolicyKit

/// A market in which sellers advertise, and what its journal says of the ads.
enum AdMarket {
    static func market(_ name: String = "ads", _ change: (inout TestMarket) -> Void = { _ in }) -> TestMarket {
        TestMarket(name) { market in
            market.market.ads.campaigns = 80
            market.market.ads.budgetLeast = 30
            market.market.ads.budgetMost = 30
            market.choosing { $0.bidding = PolicyChoice("truthful") }
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
}
