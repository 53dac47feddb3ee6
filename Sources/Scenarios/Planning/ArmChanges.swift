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
