import Bidding
import PolicyKit

/// The columns of a CSV file of the feed's campaigns.
enum FeedCampaignFile {
    /// - Parameters:
    ///   - categories: of the market: a campaign's category is one of them.
    ///   - listings: those that a campaign may name.
    static func table(categories: Int, listings: ListingNames) -> Table<LoadedCampaign> {
        let columns =
            [
                CampaignColumns.budget("Budget in currency units, above 0; it lasts `market.ads.budget_days`."),
                CampaignColumns.category(
                    "Category, counted from 0: it advertises what a drawn seller has in it; empty for any.",
                    categories: categories),
                TableColumn(
                    "listings",
                    "Names of the listings of `market.listings.file` that it advertises, separated by spaces; in "
                        + "place of `category`.",
                    expected: "names of listings, separated by spaces"
                ) { (campaign, text) throws(CellFault) in campaign.listings = try listings.numbers(in: text) },
                CampaignColumns.targetCost(
                    "Currency units that a sale may cost, and what it is worth to it, above 0; empty for none."),
                TableColumn(
                    Parameter(
                        "target_roas",
                        "Price of the sales for each unit of cost, in place of `target_cpa`; without either it is a "
                            + "brand's.",
                        unit: .number, default: 8, range: 0.001...1_000_000)
                ) { $0.targetReturn = $1 },
                TableColumn(
                    Parameter(
                        "sale_worth",
                        "What a sale is worth to it without `target_cpa`, as a share of the price; empty for that of "
                            + "`market.ads.sale_worth`.",
                        unit: .number, default: 0.2, range: 0.000001...1)
                ) { $0.saleWorth = $1 },
            ] + CampaignColumns.days
        return CampaignColumns.table(
            columns,
            fault: { campaign in
                if campaign.category != nil, campaign.listings != nil {
                    return "has category and listings: give one of them or neither"
                }
                guard campaign.targetCost != nil else { return nil }
                if campaign.targetReturn != nil { return "has target_cpa and target_roas: give one of them or neither" }
                return campaign.saleWorth == nil
                    ? nil : "has target_cpa and sale_worth: a sale is worth what it may cost; leave sale_worth out"
            })
    }
}
