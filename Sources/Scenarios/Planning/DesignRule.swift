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
            plan.designs.contains(.budgetSplit) && plan.campaigns == 0
                ? "budget_split needs budgets of ads, but market.ads.campaigns is 0" : nil
        },
        DesignRule(keys: ["experiment.designs"]) { plan in
            guard let design = plan.designs.first(where: \.splitsListings),
                let key = difference(plan).first(where: { key in
                    !["choice.", "offers.", "orders."].contains { key.hasPrefix("market.\($0)") }
                })
            else { return nil }
            return "\(design.rawValue) needs a change that is met at a listing (under market.choice, market.offers or "
                + "market.orders), but the arms differ in \(key)"
        },
        DesignRule(keys: ["experiment.designs"]) { plan in
            guard plan.designs.contains(.campaignSplit) else { return nil }
            if plan.campaigns < 4 {
                return "campaign_split needs at least 4 campaigns, but there are \(plan.campaigns)"
            }
            return difference(plan).first { $0 != "policies.bidding" }.map {
                "campaign_split needs a change of policies.bidding and nothing else, but the arms differ in \($0)"
            }
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
        DesignRule(keys: ["experiment.designs", "experiment.analysis"]) { plan in
            guard plan.analysis == .triggered, let design = plan.designs.first(where: { !$0.splitsUsers }) else {
                return nil
            }
            return "a triggered analysis is one of user_split and budget_split, but the designs have \(design.rawValue)"
        },
        DesignRule(keys: ["experiment.switchback.block", "experiment.switchback.burn_in"]) { plan in
            plan.designs.contains(.switchback) && plan.switchback.burnIn >= plan.switchback.block
                ? "burn_in must be shorter than block, or nothing is left to read out" : nil
        },
    ]

    /// Keys in which the arms differ.
    private static func difference(_ plan: Plan) -> [String] {
        let slots = Slot.allCases.filter { plan.arms[0].policies[$0] != plan.arms[1].policies[$0] }
        let conditions = Conditions.fields.filter {
            $0.read(plan.arms[0].conditions) != $0.read(plan.arms[1].conditions)
        }
        return slots.map { "policies.\($0.rawValue)" } + conditions.map { "market.\($0.parameter.name)" }
    }
}
