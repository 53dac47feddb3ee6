import Experiments
import Marketplace
import PolicyKit

/// A condition on designs and the market or arms that they are used in.
struct DesignRule: Sendable {
    /// The keys to be blamed.
    let keys: [String]
    /// What is wrong, or nil.
    let fault: @Sendable (Plan) -> String?

    static let all: [DesignRule] = [
        DesignRule(keys: ["experiment.designs"]) { plan in
            plan.designs.contains(.budgetSplit) && plan.market.ads.campaigns == 0
                ? "budget_split needs budgets of ads, but market.ads.campaigns is 0" : nil
        },
        DesignRule(keys: ["experiment.designs"]) { plan in
            guard let design = plan.designs.first(where: \.splitsListings),
                let key = keysOfPages(plan).first
            else { return nil }
            return "\(design.rawValue) needs a change that is met at a listing (under market.choice, market.offers or "
                + "market.orders), but the arms differ in \(key)"
        },
        DesignRule(keys: ["experiment.designs"]) { plan in
            guard let design = plan.designs.first(where: { $0 == .userClusters || $0 == .categorySplit }),
                plan.market.listings.categories < 4
            else { return nil }
            return "\(design.rawValue) needs at least 4 clusters, but market.listings.categories is "
                + "\(plan.market.listings.categories)"
        },
        DesignRule(keys: ["experiment.designs"]) { plan in
            plan.designs.contains(.userClusters) && plan.schedule.warmup == 0
                ? "user_clusters groups users by what they clicked before, but experiment.warmup is 0" : nil
        },
        DesignRule(keys: ["experiment.designs", "experiment.length", "experiment.switchback.block"]) { plan in
            let blocks = plan.switchback.blocks(in: plan.schedule.experiment)
            guard plan.designs.contains(.switchback), blocks < 4 else { return nil }
            return "a switchback needs at least 4 blocks, but experiment.length holds \(blocks) of switchback.block"
        },
        DesignRule(keys: ["experiment.switchback.block", "experiment.switchback.burn_in"]) { plan in
            plan.designs.contains(.switchback) && plan.switchback.burnIn >= plan.switchback.block
                ? "burn_in must be shorter than block, or nothing is left to read out" : nil
        },
    ]

    /// Keys in which the arms differ and that a whole page or session meets.
    private static func keysOfPages(_ plan: Plan) -> [String] {
        let atListings = ["choice.", "offers.", "orders."]
        let conditions = Conditions.fields.filter { field in
            field.read(plan.arms[0].conditions) != field.read(plan.arms[1].conditions)
                && !atListings.contains { field.parameter.name.hasPrefix($0) }
        }
        let slots = Slot.allCases.filter { plan.arms[0].policies[$0] != plan.arms[1].policies[$0] }
        return slots.map { "policies.\($0.rawValue)" } + conditions.map { "market.\($0.parameter.name)" }
    }
}
