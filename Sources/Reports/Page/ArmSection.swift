import Experiments
import Marketplace

/// Who met what: the arms, and what differs between them.
struct ArmSection {
    let arms: [ArmLine]
    let changes: [ChangeLine]
    let hasChanges: Bool
    let slots: [String]
    /// What is counted in an arm, as a headline.
    let units: String

    /// One arm.
    struct ArmLine {
        let name: String
        let share: String
        let users: String
        /// By slot, in the order of `slots`.
        let policies: [String]
    }

    /// One key in which an arm differs from control.
    struct ChangeLine {
        let key: String
        let arm: String
        let control: String
        let value: String
    }

    init(_ readout: Readout) {
        let slots = Set(readout.arms.flatMap(\.policies.keys)).sorted()
        self.slots = slots.map(Wording.label)
        arms = readout.arms.map { arm in
            ArmLine(
                name: arm.name, share: Figure.value(.share).text(arm.share), users: Digits.count(arm.users),
                policies: slots.map { arm.policies[$0] ?? Digits.absent })
        }
        changes = readout.arms.flatMap { arm in
            arm.changes.map { ChangeLine(key: $0.key, arm: arm.name, control: $0.control, value: $0.arm) }
        }
        hasChanges = !changes.isEmpty
        let counted = readout.arms.first?.units ?? "users"
        units = counted.prefix(1).uppercased() + counted.dropFirst()
    }
}
