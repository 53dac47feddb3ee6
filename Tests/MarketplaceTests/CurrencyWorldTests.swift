import Bidding
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// A currency is how amounts are written: the same minor units are the same market.
@Suite struct CurrencyWorldTests {
    /// A feed with drawn prices and a person's own campaigns, whose amounts are in currency units.
    private static func digest(in currency: Currency) throws -> JournalDigest {
        let hundred = 100 / currency.minorUnits
        let campaigns = (0..<20).map { number in
            AdMarket.campaign(budget: 10 * hundred) {
                $0.listings = [number, number + 20, number + 40]
                $0.targetCost = number % 2 == 0 ? 3 * hundred : nil
                $0.targetReturn = number % 2 == 0 ? nil : 4
            }
        }
        let market = AdMarket.loaded(campaigns) { market in
            market.market.currency = currency
            market.everywhere { $0.ads.reserve = 0.01 * hundred }
        }
        return try market.run().digest
    }

    @Test(arguments: ["EUR", "JPY", "KWD", "CLF"])
    func theSameMinorUnitsAreTheSameFeed(code: String) throws {
        let currency = try #require(Currency(code: code))
        #expect(try Self.digest(in: currency) == Self.digest(in: .usd))
    }

    @Test(arguments: ["JPY", "KWD"])
    func theSameMinorUnitsAreTheSameAuctions(code: String) throws {
        let currency = try #require(Currency(code: code))
        let hundred = 100 / currency.minorUnits
        var dollars = AuctionMarketSettings()
        (dollars.reserve, dollars.budgetLeast, dollars.budgetMost) = (0.01, 200, 400)
        var foreign = dollars
        (foreign.reserve, foreign.budgetLeast, foreign.budgetMost) = (0.01 * hundred, 200 * hundred, 400 * hundred)
        (foreign.targetLeast, foreign.targetMost) = (60 * hundred, 130 * hundred)
        #expect(foreign.counted(in: currency) == dollars)
        #expect(dollars.counted(in: .usd) == dollars)
    }

    /// Half of the listings are given away, the others may come down to nothing.
    @Test func aMarketOfGiftsRuns() throws {
        let market = AdMarket.loaded((0..<10).map { number in AdMarket.campaign { $0.listings = [number] } }) {
            market in
            market.loaded.listings = market.loaded.listings?.map { listing in
                var gift = listing
                if gift.category % 2 == 0 { gift.price = 0 }
                return gift
            }
            market.market.listings.priceMinimum = 0
            market.market.listings.markdown = 0.9
            market.market.listings.markdownShare = 1
            market.market.listings.markdownAfter = 3_600_000
            market.everywhere {
                $0.offers.rate = 0.5
                $0.offers.acceptShare = 0.5
            }
            market.choosing { $0[.ranking] = PolicyChoice("net-value") }
        }
        let run = try market.run()
        #expect(run.violations.isEmpty)
        #expect(run.records(.payment).count { $0.value == 0 } > 20)
        #expect(run.records(.payment).contains { $0.value > 0 })
    }
}
