import Bidding
import PolicyKit

/// The columns of a CSV file of an auction market's campaigns.
enum AuctionCampaignFile {
    /// - Parameter categories: of the market: a campaign's category is one of them.
    static func table(categories: Int) -> Table<LoadedCampaign> {
        let columns =
            [
                CampaignColumns.budget("Budget a day in currency units, above 0."),
                CampaignColumns.category("Category, counted from 0.", categories: categories),
                CampaignColumns.targetCost("Currency units that a conversion may cost, above 0; empty for none."),
                TableColumn(
                    Parameter(
                        "worth", "Currency units that a conversion is worth; without it the target.", unit: .number,
                        default: 100, range: 1e-6...1e9)
                ) { $0.worth = $1 },
                TableColumn(
                    Parameter(
                        "conversion_rate", "Mean conversions per exposure.", unit: .number, default: 0.0005,
                        range: 1e-9...1)
                ) { $0.conversionRate = $1 },
            ] + CampaignColumns.days
        return CampaignColumns.table(columns)
    }
}
