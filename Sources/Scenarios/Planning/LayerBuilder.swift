import Experiments
import Marketplace
import PolicyKit

/// Makes the layers of an experiment of what was found under `experiment.layers`.
struct LayerBuilder {
    let findings: Findings
    let slots: [any Slot]
    static let path = "experiment.layers"
    /// Each layer doubles the cells of the market, each of which has policies of its own.
    static let most = 3

    /// In the order of the file.
    var layers: [Layer] {
        (findings.names[Self.path] ?? []).map { name in
            let prefix = "\(Self.path).\(name)."
            var settings = LayerSettings()
            findings.fill(&settings, LayerSettings.fields, under: prefix)
            var layer = Layer(name: name)
            layer.split.treatmentShare = settings.treatmentShare
            if !settings.salt.isEmpty { layer.split.salt = settings.salt }
            for field in Conditions.fields {
                layer.conditions[field.parameter.name] = findings.parameter(
                    "\(prefix)market.\(field.parameter.name)")
            }
            for slot in slots {
                if let policy = findings.policy("\(prefix)policies.\(slot.name)") { layer.policies[slot] = policy }
            }
            return layer
        }
    }
}
