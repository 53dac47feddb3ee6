/// Names the policy of every slot: `choices[.ranking] = PolicyChoice("popularity")`.
public struct PolicyChoices: Sendable, Hashable {
    /// The names of the slots that have a choice, in the platform's order.
    public private(set) var slots: [String]
    private var choices: [String: PolicyChoice]

    /// Each slot's default.
    public init(slots: [any Slot] = Slots.all) {
        self.slots = slots.map(\.name)
        choices = Dictionary(uniqueKeysWithValues: slots.map { ($0.name, $0.defaultPolicy) })
    }

    /// The choice for a slot; its default where the slot is not among `slots`.
    public subscript(slot: some Slot) -> PolicyChoice {
        get { choices[slot.name] ?? slot.defaultPolicy }
        set { choose(newValue, for: slot.name) }
    }

    /// The choice for the slot of that name; nil where it is not among `slots`.
    public subscript(named slot: String) -> PolicyChoice? { choices[slot] }

    /// The chosen policies' names by their slots'.
    public var names: [String: String] { choices.mapValues(\.name) }

    /// Where the chosen policies come from that are not a part of the program, by their slots' names.
    public var origins: [String: PolicyOrigin] { choices.compactMapValues(\.origin) }

    /// Puts each choice of `others` in place of the one for the same slot.
    public mutating func merge(_ others: PolicyChoices) {
        for slot in others.slots { others[named: slot].map { choose($0, for: slot) } }
    }

    private mutating func choose(_ choice: PolicyChoice, for slot: String) {
        if choices.updateValue(choice, forKey: slot) == nil { slots.append(slot) }
    }
}
