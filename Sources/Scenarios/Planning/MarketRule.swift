import Marketplace
import PolicyKit

/// A rule between parameters of a market, each of which is good by itself.
struct MarketRule: Sendable {
    /// The parameters that it speaks of, as in `Market.fields`.
    let keys: [String]
    /// Says how a market breaks the rule, or nil.
    let fault: @Sendable (Market) -> String?

    static let all: [MarketRule] = [
        MarketRule(["listings.single_unit_share", "listings.few_units_share"]) { market in
            let sum = market.listings.singleUnitShare + market.listings.fewUnitsShare
            // Shares that add up to one on paper may do so only nearly in binary.
            return sum <= 1 + 1e-12
                ? nil : "single_unit_share and few_units_share are \(Unit.share.text(sum)) together, more than 100 %"
        },
        MarketRule(["listings.price_minimum", "listings.price_maximum"]) { market in
            let (low, high) = (market.listings.priceMinimum, market.listings.priceMaximum)
            let money = market.money
            return low <= high ? nil : "price_minimum \(money(low)) is more than price_maximum \(money(high))"
        },
        MarketRule(["listings.price_minimum", "listings.price_median", "listings.price_maximum"]) { market in
            let (low, high) = (market.listings.priceMinimum, market.listings.priceMaximum)
            let (median, money) = (market.listings.priceMedian, market.money)
            guard low <= high, !(low...high).contains(median) else { return nil }
            return "price_median \(money(median)) is not between price_minimum \(money(low)) and "
                + "price_maximum \(money(high))"
        },
        MarketRule(["listings.category_price_sigma", "listings.price_sigma"]) { market in
            let (part, whole) = (market.listings.categoryPriceSigma, market.listings.priceSigma)
            return part <= whole ? nil : "category_price_sigma \(part) is more than price_sigma \(whole), its whole"
        },
        MarketRule(["feed.page_size", "feed.candidates"]) { market in
            let feed = market.conditions.feed
            return feed.pageSize <= feed.candidates
                ? nil
                : "page_size \(feed.pageSize) is more than candidates \(feed.candidates), from which a page is filled"
        },
        MarketRule(["feed.page_size", "ads.campaigns", "ads.slots", "ads.first_slot", "ads.every"]) { market in
            let (feed, ads) = (market.conditions.feed, market.conditions.ads)
            let last = ads.firstSlot + (ads.slots - 1) * ads.every
            guard market.ads.campaigns > 0, ads.slots > 0, last > feed.pageSize else { return nil }
            return "the last of \(ads.slots) ad slots would be slot \(last) of a page that has \(feed.pageSize)"
        },
        MarketRule(["ads.budget_least", "ads.budget_most"]) { market in
            let (least, most) = (market.ads.budgetLeast, market.ads.budgetMost)
            let money = market.money
            return least <= most ? nil : "budget_least \(money(least)) is more than budget_most \(money(most))"
        },
        MarketRule(["orders.quick_payment_share", "orders.sameday_payment_share"]) { market in
            let sum = market.conditions.orders.quickPaymentShare + market.conditions.orders.samedayPaymentShare
            return sum <= 1 + 1e-12
                ? nil
                : "quick_payment_share and sameday_payment_share are \(Unit.share.text(sum)) together, more than 100 %"
        },
    ]

    private init(_ keys: [String], _ fault: @escaping @Sendable (Market) -> String?) {
        self.keys = keys
        self.fault = fault
    }
}

extension Market {
    /// Writes an amount of minor units.
    fileprivate var money: (Int64) -> String { { [currency] in currency.text(minor: Double($0)) } }
}
