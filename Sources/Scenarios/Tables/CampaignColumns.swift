import Bidding
import PolicyKit

/// The columns that all files of campaigns have.
enum CampaignColumns {
    static func budget(_ summary: String) -> TableColumn<LoadedCampaign> {
        TableColumn(
            Parameter("budget", summary, unit: .number, default: 1_000, range: 0.01...1e9), isRequired: true
        ) { $0.budget = $1 }
    }

    /// - Parameter categories: of the market: a campaign's category is one of them.
    static func category(_ summary: String, categories: Int) -> TableColumn<LoadedCampaign> {
        TableColumn(
            Parameter("category", summary, unit: .count, default: 0, range: 0...Double(categories - 1))
        ) { $0.category = Int($1) }
    }

    static func targetCost(_ summary: String) -> TableColumn<LoadedCampaign> {
        TableColumn(
            Parameter("target_cpa", summary, unit: .number, default: 100, range: 1e-6...1e9)
        ) { $0.targetCost = $1 }
    }

    static var days: [TableColumn<LoadedCampaign>] {
        [
            TableColumn(
                Parameter(
                    "first_day", "First day on which it bids, from 0 at the experiment's start.", unit: .count,
                    default: 0, range: 0...36_525)
            ) { $0.firstDay = Int($1) },
            TableColumn(
                Parameter("last_day", "Last day on which it bids.", unit: .count, default: 0, range: 0...36_525)
            ) { $0.lastDay = Int($1) },
        ]
    }

    /// The table of these columns and the campaigns' names.
    /// - Parameter fault: says what else is wrong with a campaign as a whole; nil when nothing is.
    static func table(
        _ columns: [TableColumn<LoadedCampaign>], fault: @escaping (LoadedCampaign) -> String? = { _ in nil }
    ) -> Table<LoadedCampaign> {
        let names = (["campaign_id"] + columns.map(\.name)).joined(separator: ", ")
        return Table(
            name: "campaign_id", nameSummary: "The campaign's name in your own data; unique.", columns: columns,
            known: "Columns: \(names)", make: { LoadedCampaign(name: $0, budget: 0) },
            fault: { campaign in
                if let first = campaign.firstDay, let last = campaign.lastDay, last < first {
                    return "ends on day \(last), before its start on day \(first)"
                }
                return fault(campaign)
            })
    }
}
