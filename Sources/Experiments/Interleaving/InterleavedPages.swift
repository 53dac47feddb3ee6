import Marketplace

extension WorldRole {
    /// The rankings of control and treatment share each page.
    public static let interleaving = WorldRole(rawValue: "interleaving")
}

/// Pages that both rankings share: users are not split, and everything but the ranking is control's.
struct InterleavedPages: UserSplitting {
    private let method: Interleaving

    init(_ draw: SplitDraw) { method = draw.plan.interleaving ?? .teamDraft }

    var randomisation: Randomisation? { .interleaved(method) }
}

extension Plan {
    /// What the plan lacks for interleaving, where it asks for it, each with the keys to be blamed.
    public var interleavingFaults: [DesignFault] {
        guard interleaving != nil else { return [] }
        let key = "experiment.interleaving"
        if arms.count > 2 {
            return [
                DesignFault(
                    only: [key, "experiment.arms"],
                    "interleaving has two rankings, but experiment.arms has \(arms.count) arms")
            ]
        }
        let ofLayers = DesignFault.needsNoLayers(self, key, "interleaving")
        guard ofLayers.isEmpty else { return ofLayers }
        let ranks: (String) -> Bool = { $0 == "policies.ranking" || $0.hasPrefix("market.models.click.") }
        if let other = difference.first(where: { !ranks($0) }) {
            return [
                DesignFault(
                    only: [key, other],
                    "interleaving compares rankings (policies.ranking or market.models.click), but the arms differ in \(other)"
                )
            ]
        }
        if challenger == .fresh, schedule.warmup > 0 {
            return [
                DesignFault(
                    only: [key, "experiment.challenger"],
                    "interleaving goes with challenger: trained: both rankings learn from the pages that they share")
            ]
        }
        return []
    }
}
