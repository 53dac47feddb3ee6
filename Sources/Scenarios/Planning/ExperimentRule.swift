import Experiments
import Tables

/// A condition on a plan's experiment that is none of one design: on its analysis, its study and its layers.
struct ExperimentRule: Sendable {
    /// The keys to be blamed.
    let keys: [String]
    /// What is wrong, or nil.
    let fault: @Sendable (Plan) -> String?

    static let all: [ExperimentRule] = [
        ExperimentRule(keys: ["experiment.designs", "experiment.analysis"]) { plan in
            guard plan.analysis == .triggered, let design = plan.designs.first(where: { !$0.splitsUsers }) else {
                return nil
            }
            return "a triggered analysis is one of user_split and budget_split, but the designs have \(design.rawValue)"
        },
        ExperimentRule(keys: ["study.null_draws", "experiment.designs", "experiment.arms"]) { plan in
            plan.study != nil && plan.arms.count > 2
                ? "a study compares designs on one treatment, but experiment.arms has \(plan.arms.count - 1)" : nil
        },
        ExperimentRule(keys: ["experiment.designs", LayerBuilder.path]) { plan in
            guard !plan.layers.isEmpty, let design = plan.designs.first(where: { $0 != .userSplit }) else { return nil }
            return "layers split users, and so must the experiment: expected user_split, found \(design.rawValue)"
        },
        ExperimentRule(keys: [LayerBuilder.path]) { plan in
            plan.layers.count > LayerBuilder.most
                ? "expected at most \(LayerBuilder.most) layers, found \(plan.layers.count)" : nil
        },
        ExperimentRule(keys: ["experiment.salt", LayerBuilder.path]) { plan in
            let salts = [plan.split.salt] + plan.layers.map(\.split.salt)
            guard let twice = salts.indices.first(where: { salts[..<$0].contains(salts[$0]) }) else { return nil }
            let (layer, salt) = (plan.layers[twice - 1].name, ForeignText.quoted(salts[twice]))
            return "layer \(layer) has the salt \"\(salt)\" of another split: "
                + "who is treated in one would be treated in both"
        },
        ExperimentRule(keys: [LayerBuilder.path]) { plan in
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
    ]
}

extension Plan {
    /// What is wrong with the experiment, each with the keys to be blamed: what its designs lack, what its rules say, and how it is decided.
    var experimentFaults: [(keys: [String], message: String)] {
        let ofDesigns =
            (designs.flatMap { $0.faults(in: self) } + interleavingFaults + allocationFaults + offlineFaults).map {
                ($0.keys, $0.message)
            }
        let ofRules = ExperimentRule.all.compactMap { rule in rule.fault(self).map { (rule.keys, $0) } }
        return (ofDesigns + ofRules + DecisionBuilder.faults(in: self)).reduce(into: []) { faults, fault in
            if !faults.contains(where: { $0.message == fault.1 }) { faults.append(fault) }
        }
    }
}
