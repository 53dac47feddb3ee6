import Experiments
import Marketplace
import PolicyKit
import Tables

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
            let least = 2 * plan.arms.count
            guard let design = plan.designs.first(where: { $0 == .userClusters || $0 == .categorySplit }),
                plan.market.listings.categories < least
            else { return nil }
            return "\(design.rawValue) needs at least \(least) clusters, but market.listings.categories is "
                + "\(plan.market.listings.categories)"
        },
        DesignRule(keys: ["experiment.designs"]) { plan in
            plan.designs.contains(.userClusters) && plan.schedule.warmup == 0
                ? "user_clusters groups users by what they clicked before, but experiment.warmup is 0" : nil
        },
        DesignRule(keys: ["experiment.designs", "experiment.length", "experiment.switchback.block"]) { plan in
            let blocks = plan.switchback.blocks(in: plan.schedule.experiment)
            let least = 2 * plan.arms.count
            guard plan.designs.contains(.switchback), blocks < least else { return nil }
            return
                "a switchback needs at least \(least) blocks, but experiment.length holds \(blocks) of switchback.block"
        },
        DesignRule(keys: ["experiment.designs", "experiment.analysis"]) { plan in
            guard plan.analysis == .triggered, let design = plan.designs.first(where: { !$0.splitsUsers }) else {
                return nil
            }
            return "a triggered analysis is one of user_split and budget_split, but the designs have \(design.rawValue)"
        },
        DesignRule(keys: ["experiment.designs", "experiment.length", "experiment.switchback.carryover"]) { plan in
            let (blocks, acting) = (plan.switchback.blocks(in: plan.schedule.experiment), plan.switchback.carryover + 1)
            let rarer = min(plan.split.treatmentShare, 1 - plan.split.treatmentShare) * Double(blocks)
            guard plan.designs.contains(.switchbackThompson), rarer < 2 * Double(acting) else { return nil }
            return
                "switchback_ht needs at least \(2 * acting) blocks in each arm for a carryover of \(acting - 1), but of "
                + "\(blocks) blocks one has about \(Unit.number.text(rarer.rounded()))"
        },
        DesignRule(keys: ["experiment.designs", "experiment.switchback.block"]) { plan in
            let blocks = plan.switchback.blocks(in: plan.schedule.experiment)
            return plan.designs.contains(.switchbackThompson) && blocks > 2_000
                ? "switchback_ht keeps every block and redraws them all: expected at most 2000, found \(blocks)" : nil
        },
        DesignRule(keys: ["experiment.designs", "experiment.arms"]) { plan in
            guard plan.arms.count > 2,
                let design = plan.designs.first(where: {
                    $0.isTwoSided || [.campaignSplit, .stagedRollout, .switchbackThompson].contains($0)
                })
            else { return nil }
            return "\(design.rawValue) has two arms, but experiment.arms has \(plan.arms.count)"
        },
        DesignRule(keys: ["study.null_draws", "experiment.designs", "experiment.arms"]) { plan in
            plan.study != nil && plan.arms.count > 2
                ? "a study compares designs on one treatment, but experiment.arms has \(plan.arms.count - 1)" : nil
        },
        DesignRule(keys: [
            "experiment.designs", "experiment.length", "experiment.rollout.stages", "experiment.rollout.stage",
        ]) {
            plan in
            guard plan.designs.contains(.stagedRollout), let last = plan.rollout.starts.last,
                last >= plan.schedule.experiment
            else { return nil }
            return
                "the last of \(plan.rollout.stages) stages would begin after \(Unit.duration.text(Double(last))), but "
                + "experiment.length is \(Unit.duration.text(Double(plan.schedule.experiment)))"
        },
        DesignRule(keys: ["experiment.designs", "experiment.treatment_share", "experiment.rollout.first_share"]) {
            plan in
            guard plan.designs.contains(.stagedRollout), plan.rollout.firstShare >= plan.split.treatmentShare else {
                return nil
            }
            return "first_share \(Unit.share.text(plan.rollout.firstShare)) must be less than treatment_share "
                + "\(Unit.share.text(plan.split.treatmentShare)), to which a staged_rollout rises"
        },
        DesignRule(keys: ["experiment.designs", LayerBuilder.path]) { plan in
            guard !plan.layers.isEmpty, let design = plan.designs.first(where: { $0 != .userSplit }) else { return nil }
            return "layers split users, and so must the experiment: expected user_split, found \(design.rawValue)"
        },
        DesignRule(keys: [LayerBuilder.path]) { plan in
            plan.layers.count > LayerBuilder.most
                ? "expected at most \(LayerBuilder.most) layers, found \(plan.layers.count)" : nil
        },
        DesignRule(keys: ["experiment.salt", LayerBuilder.path]) { plan in
            let salts = [plan.split.salt] + plan.layers.map(\.split.salt)
            guard let twice = salts.indices.first(where: { salts[..<$0].contains(salts[$0]) }) else { return nil }
            let (layer, salt) = (plan.layers[twice - 1].name, ForeignText.quoted(salts[twice]))
            return "layer \(layer) has the salt \"\(salt)\" of another split: "
                + "who is treated in one would be treated in both"
        },
        DesignRule(keys: [LayerBuilder.path]) { plan in
            var owners = Dictionary(
                plan.arms.flatMap { arm in arm.changes.map { ($0.key, "arm \(arm.name)") } }
            ) { first, _ in first }
            for layer in plan.layers {
                for key in layer.keys {
                    let owner = owners.first { $0.key == key || $0.key.hasPrefix(key + ".") }?.value
                    if let owner { return "layer \(layer.name) sets \(key), which \(owner) changes, too" }
                    owners[key] = "layer \(layer.name)"
                }
            }
            return nil
        },
        DesignRule(keys: ["experiment.switchback.block", "experiment.switchback.burn_in"]) { plan in
            plan.designs.contains(where: \.isSwitchback) && plan.switchback.burnIn >= plan.switchback.block
                ? "burn_in must be shorter than block, or nothing is left to read out" : nil
        },
    ]

    /// Keys in which an arm differs from control.
    private static func difference(_ plan: Plan) -> [String] {
        let (control, others) = (plan.arms[0], plan.arms.dropFirst())
        let slots = control.policies.slots.filter { slot in
            others.contains { $0.policies[named: slot] != control.policies[named: slot] }
        }
        let conditions = Conditions.fields.filter { field in
            others.contains { field.read($0.conditions) != field.read(control.conditions) }
        }
        return slots.map { "policies.\($0)" } + conditions.map { "market.\($0.parameter.name)" }
    }
}
