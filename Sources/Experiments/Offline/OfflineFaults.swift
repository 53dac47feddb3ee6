import Marketplace

extension Plan {
    /// What the plan lacks for offline evaluation, where it asks for it, and for pages that explore, each with the keys to be blamed.
    public var offlineFaults: [DesignFault] {
        let explores = cells.contains { $0.conditions.feed.exploration.ways > 0 }
        let hasAds = market.ads.campaigns > 0 || loaded.campaigns?.isEmpty == false
        if interleaving != nil, explores {
            return [
                DesignFault(
                    only: ["experiment.interleaving", "market.feed.exploration"],
                    "pages that two rankings share are drawn by experiment.interleaving and not by feed.exploration as well"
                )
            ]
        }
        if hasAds, explores || offlineEvaluation != nil {
            let key = explores ? "market.feed.exploration" : "experiment.offline_evaluation"
            return [
                DesignFault(
                    only: [key, "market.ads.campaigns", "market.ads.file"],
                    "placements are drawn and logged on pages without ads, but this market sells ads")
            ]
        }
        guard offlineEvaluation != nil else { return [] }
        let key = "experiment.offline_evaluation"
        if arms.count > 2 {
            return [
                DesignFault(
                    only: [key, "experiment.arms"],
                    "offline evaluation asks control's log about one challenger, but experiment.arms has \(arms.count) arms"
                )
            ]
        }
        let ofLayers = DesignFault.needsNoLayers(self, key, "offline evaluation")
        guard ofLayers.isEmpty else { return ofLayers }
        let ranks: (String) -> Bool = {
            $0 == "policies.ranking" || $0.hasPrefix("market.models.click.") || $0.hasPrefix("market.feed.exploration.")
        }
        guard let other = difference.first(where: { !ranks($0) }) else { return [] }
        return [
            DesignFault(
                only: [key, other],
                "offline evaluation values a ranking (policies.ranking, market.models.click or market.feed.exploration), but the "
                    + "arms differ in \(other)")
        ]
    }
}
