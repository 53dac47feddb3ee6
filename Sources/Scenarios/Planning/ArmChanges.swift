import Experiments
import Marketplace
import PolicyKit

/// Says what an arm has changed against control, key by key, as people write it.
struct ArmChanges {
    let policies: PolicyRegistry
    /// What amounts of money are in.
    let currency: Currency

    func changes(of arm: Arm, against control: Arm) -> [Arm.Change] {
        let market: [Arm.Change] = Conditions.fields.compactMap { field in
            let (old, new) = (field.read(control.conditions), field.read(arm.conditions))
            guard old != new else { return nil }
            let unit = field.parameter.unit
            return Arm.Change(
                key: "market.\(field.parameter.name)", control: text(old, unit), arm: text(new, unit))
        }
        return market + policies.slots.flatMap { changes(in: $0, control.policies[$0], arm.policies[$0]) }
    }

    private func changes(in slot: some Slot, _ old: PolicyChoice, _ new: PolicyChoice) -> [Arm.Change] {
        guard old != new else { return [] }
        let key = "policies.\(slot.name)"
        guard old.name == new.name, let parameters = policies[slot, new.name]?.parameters else {
            return [Arm.Change(key: key, control: text(old, slot), arm: text(new, slot))]
        }
        return parameters.compactMap { parameter in
            let before = old.parameters[parameter.name] ?? parameter.defaultValue
            let after = new.parameters[parameter.name] ?? parameter.defaultValue
            guard before != after else { return nil }
            return Arm.Change(
                key: "\(key).\(parameter.name)", control: text(before, parameter.unit),
                arm: text(after, parameter.unit))
        }
    }

    private func text(_ value: ParameterValue, _ unit: Unit) -> String { Quantity.text(value, as: unit, in: currency) }

    /// `logistic (learning_rate 0.05)`.
    private func text(_ choice: PolicyChoice, _ slot: some Slot) -> String {
        let given = (policies[slot, choice.name]?.parameters ?? []).compactMap { parameter in
            choice.parameters[parameter.name].map { "\(parameter.name) \(text($0, parameter.unit))" }
        }
        return given.isEmpty ? choice.name : "\(choice.name) (\(given.joined(separator: ", ")))"
    }
}

/// Says which part of the users each arm has, of what was found.
struct ArmShares {
    /// One an arm, control first; 1 together.
    private(set) var values: [Double]
    /// The keys to be blamed, and what is wrong; nil where nothing is.
    private(set) var fault: (keys: [String], message: String)?

    /// - Parameters:
    ///   - arms: their names, control first.
    ///   - treatmentShare: of all treatments, where arms say nothing.
    init(_ findings: Findings, arms: [String], treatmentShare: Double) {
        let keys = arms.map { "experiment.arms.\($0).share" }
        let given = keys.map { findings.parameter($0)?.number }
        let named = given.compactMap(\.self)
        let isSharedOut = arms.count == 2 || findings["experiment.treatment_share"] != nil
        let evenly = Array(repeating: 1 / Double(arms.count), count: arms.count)
        let treatments = Array(repeating: treatmentShare / Double(arms.count - 1), count: arms.count - 1)
        values = isSharedOut ? [1 - treatmentShare] + treatments : evenly
        if named.isEmpty { return }
        if findings["experiment.treatment_share"] != nil {
            fault = (["experiment.treatment_share"], "has no meaning beside shares of arms; leave one of them out")
            return
        }
        let (sum, missing) = (named.reduce(0, +), arms.count - named.count)
        let left = 1 - sum
        // Shares that add up to one on paper may do so only nearly in binary.
        guard missing == 0 ? abs(left) < 1e-9 : left > 1e-9 else {
            let wanted = missing == 0 ? "100 %" : "less than 100 %, so that something is left for the others"
            fault = (keys, "the arms' shares are \(Unit.share.text(sum)) together; expected \(wanted)")
            return
        }
        values = given.map { ($0 ?? left / Double(missing)) }
        if missing == 0 { values[0] -= values.reduce(0, +) - 1 }
    }
}

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
