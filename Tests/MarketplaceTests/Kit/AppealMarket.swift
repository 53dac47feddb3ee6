import Marketplace
import MarketplaceTesting

/// A market in which nothing but appeal moves a click and nothing sells out, where what is exposed and clicked is watched.
enum AppealMarket {
    static let weight = 1.2
    static let listings = 20_000

    static func market(_ name: String, clickRate: Double) -> TestMarket {
        var market = TestMarket(name)
        market.market.users.count = 600
        market.market.users.sessionsPerWeek = 20
        market.market.listings.categories = 1
        market.market.listings.initial = Int64(listings)
        market.market.listings.singleUnitShare = 0
        market.market.listings.fewUnitsShare = 0
        market.market.listings.deepUnits = 100_000
        market.everywhere {
            $0.choice.tasteWeight = 0
            $0.choice.appealWeight = weight
            $0.choice.clickRateMatched = clickRate
        }
        return market
    }
}
