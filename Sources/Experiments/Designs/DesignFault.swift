import Marketplace
import PolicyKit

/// What a plan lacks for a design.
public struct DesignFault: Sendable {
    /// As they stand in scenarios, the one to be changed first.
    public let keys: [String]
    /// What is wrong, in one sentence without the name of the design's file.
    public let message: String

    init(only keys: [String], _ message: String) {
        self.keys = keys
        self.message = message
    }

    /// - Parameter keys: beside the list of designs.
    init(_ keys: [String], _ message: String) { self.init(only: ["experiment.designs"] + keys, message) }

    init(_ message: String) { self.init([], message) }
}

extension Plan {
    /// The keys in which an arm differs from control.
    var difference: [String] {
        let (control, others) = (arms[0], arms.dropFirst())
        let slots = control.policies.slots.filter { slot in
            others.contains { $0.policies[named: slot] != control.policies[named: slot] }
        }
        let conditions = Conditions.fields.filter { field in
            others.contains { field.read($0.conditions) != field.read(control.conditions) }
        }
        return slots.map { "policies.\($0)" } + conditions.map { "market.\($0.parameter.name)" }
    }
}

extension DesignFault {
    /// The fault of a design that compares two arms only, where the plan has more.
    static func needsTwoArms(_ plan: Plan, _ name: String) -> [DesignFault] {
        plan.arms.count > 2
            ? [DesignFault(["experiment.arms"], "\(name) has two arms, but experiment.arms has \(plan.arms.count)")]
            : []
    }

    /// The fault of an experiment that is read out by itself, where layers run beside it.
    static func needsNoLayers(_ plan: Plan, _ key: String, _ name: String) -> [DesignFault] {
        plan.layers.isEmpty ? [] : [DesignFault(only: [key, "experiment.layers"], "\(name) has no layers beside it")]
    }

    /// The fault of a design of listings, where a change is not met at one.
    static func needsListings(_ plan: Plan, _ name: String) -> [DesignFault] {
        let met = ["market.choice.", "market.offers.", "market.orders."]
        guard let key = plan.difference.first(where: { key in !met.contains { key.hasPrefix($0) } }) else { return [] }
        return [
            DesignFault(
                "\(name) needs a change that is met at a listing (under market.choice, market.offers or market.orders), but "
                    + "the arms differ in \(key)")
        ]
    }

    /// The fault of a design whose clusters are categories, where there are too few.
    static func needsCategories(_ plan: Plan, _ name: String) -> [DesignFault] {
        let (least, categories) = (2 * plan.arms.count, plan.market.listings.categories)
        return categories < least
            ? [
                DesignFault(
                    "\(name) needs at least \(least) clusters, but market.listings.categories is \(categories)")
            ] : []
    }
}
