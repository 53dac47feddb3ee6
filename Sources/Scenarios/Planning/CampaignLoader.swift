import Bidding
import Marketplace

/// Loads the campaigns that a scenario names; their number follows from them.
struct CampaignLoader {
    let file: String
    let findings: Findings
    private(set) var problems: [ScenarioProblem] = []

    /// Nil when the scenario names no file.
    mutating func load(_ settings: AuctionMarketSettings) -> [LoadedCampaign]? {
        guard !findings.broken.contains("auctions.categories") else { return nil }
        var loader = TableLoader(file: file, findings: findings)
        let loaded = loader.rows("auctions.file", AuctionCampaignFile.table(categories: Int(settings.categories)))
        problems += loader.problems
        guard let loaded, loader.problems.isEmpty else { return nil }
        if let given = findings["auctions.campaigns"], Int(settings.campaigns) != loaded.rows.count {
            problems.append(
                ScenarioProblem(
                    file: file, at: given.place, keyPath: "auctions.campaigns",
                    "differs from the \(loaded.rows.count) campaigns of \(loaded.path); leave it out"))
        }
        return loaded.rows
    }
}
