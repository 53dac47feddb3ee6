import Marketplace
import PolicyKit

/// The columns of a CSV file of campaigns.
enum CampaignFile {
    /// - Parameter categories: of the market: a campaign's category is one of them.
    static func table(categories: Int) -> Table<LoadedCampaign> {
        let columns: [TableColumn<LoadedCampaign>] = [
            TableColumn(
                Parameter(
                    "budget", "Budget a day in currency units, above 0.", unit: .number, default: 1_000,
                    range: 0.01...1e9),
                isRequired: true
            ) { $0.budget = $1 },
            TableColumn(
                Parameter(
                    "category", "Category, counted from 0.", unit: .count, default: 0, range: 0...Double(categories - 1)
                )
            ) { $0.category = Int($1) },
            TableColumn(
                Parameter(
                    "target_cpa", "Currency units that a conversion may cost, above 0; empty for none.", unit: .number,
                    default: 100, range: 1e-6...1e9)
            ) { $0.target = $1 },
            TableColumn(
                Parameter(
                    "worth", "Currency units that a conversion is worth; without it the target.", unit: .number,
                    default: 100, range: 1e-6...1e9)
            ) { $0.worth = $1 },
            TableColumn(
                Parameter(
                    "conversion_rate", "Mean conversions an exposure.", unit: .number, default: 0.0005, range: 1e-9...1)
            ) { $0.conversionRate = $1 },
            TableColumn(
                Parameter(
                    "first_day", "First day on which it bids, from 0 at the experiment's start.", unit: .count,
                    default: 0, range: 0...36_525)
            ) { $0.firstDay = Int($1) },
            TableColumn(
                Parameter(
                    "last_day", "Last day on which it bids.", unit: .count, default: 0, range: 0...36_525)
            ) { $0.lastDay = Int($1) },
        ]
        let names = (["campaign_id"] + columns.map(\.parameter.name)).joined(separator: ", ")
        return Table(
            name: "campaign_id", nameSummary: "The campaign's name in your own data; unique.", columns: columns,
            known: "Columns: \(names)", make: { LoadedCampaign(name: $0, budget: 0) },
            fault: { campaign in
                guard let first = campaign.firstDay, let last = campaign.lastDay, last < first else { return nil }
                return "ends on day \(last), before its start on day \(first)"
            })
    }
}
