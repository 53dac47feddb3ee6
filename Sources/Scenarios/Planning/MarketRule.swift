import Marketplace
import PolicyKit

/// A rule between parameters of a market, each of which is good by itself.
struct MarketRule: Sendable {
    /// The parameters that it speaks of, as in `Market.fields`.
    let keys: [String]
    /// Says how a market breaks the rule, or nil.
    let fault: @Sendable (Market) -> String?

    static let all: [MarketRule] = ofOthers + ofModels + [ofEnsembles] + ofExploration

    private static let ofOthers: [MarketRule] = [
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
        MarketRule(["listings.content_spread", "listings.appeal_from_content"]) { market in
            let (spread, share) = (market.listings.contentSpread, market.listings.appealFromContent)
            guard spread == 0, share > 0 else { return nil }
            return "content_spread is 0, so listings of a category have the same content, which cannot tell "
                + "\(Unit.share.text(share)) of their appeal (appeal_from_content)"
        },
        MarketRule(["listings.appeal_from_content", "listings.appeal_from_attribute"]) { market in
            let sum = market.listings.appealFromContent + market.listings.appealFromAttribute
            return sum <= 1 + 1e-12
                ? nil
                : "appeal_from_content and appeal_from_attribute are \(Unit.share.text(sum)) together, more than 100 %"
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

    /// An AUC of a half is what no knowledge has, and less than that is no error but knowledge of another kind.
    private static let ofModels: [MarketRule] =
        MarketRule.aucs.map { key in
            MarketRule(["models.click.\(key.name)"]) { market in
                let auc = market.conditions.models[keyPath: key.path]
                return auc == 0 || auc >= 0.505
                    ? nil : "expected an AUC from 50.5 % to 100 %, or 0 % for none, found \(Unit.share.text(auc))"
            }
        }
        + MarketRule.aucs.dropFirst().map { key in
            MarketRule(["models.click.\(key.name)", "models.click.auc"]) { market in
                let models = market.conditions.models
                return models[keyPath: key.path] == 0 || models.auc > 0
                    ? nil : "\(key.name) is asked of a model without an auc; give it one"
            }
        }

    private static let ofEnsembles = MarketRule(["models.click.budget", "models.click.members"]) { market in
        let models = market.conditions.models
        return models.budget == 0 || (1...Double(models.members)).contains(models.budget)
            ? nil
            : "expected a budget from 1 to members, \(models.members), or 0 for all of them, found \(models.budget)"
    }

    private static let ofExploration: [MarketRule] = [
        MarketRule(ExplorationSettings.fields.map { "feed.exploration.\($0.parameter.name)" }) { market in
            let ways = market.conditions.feed.exploration.ways
            return ways <= 1
                ? nil
                : "a ranking explores in one way, but \(ways) of plackett_luce, epsilon and swap_neighbours are set; an "
                    + "arm that explores in another way than the market sets that of the market to 0"
        }
    ]

    private static let aucs: [(name: String, path: any KeyPath<ModelSettings, Double> & Sendable)] =
        [("auc", \.auc)]
        + ModelStratum.allCases.map { stratum in
            let path: any KeyPath<ModelSettings, Double> & Sendable =
                switch stratum {
                case .young: \.youngAUC
                case .cold: \.coldAUC
                case .tail: \.tailAUC
                case .userCold: \.userColdAUC
                case .sparse: \.sparseAUC
                }
            return (stratum.key, path)
        }

    private init(_ keys: [String], _ fault: @escaping @Sendable (Market) -> String?) {
        self.keys = keys
        self.fault = fault
    }
}

extension Market {
    /// Writes an amount of minor units.
    fileprivate var money: (Int64) -> String { { [currency] in currency.text(minor: Double($0)) } }
}
