import Marketplace
public import PolicyKit

/// Another experiment on the same users at the same time, split by a salt of its own: a layer.
///
/// It has two arms of its own, and what its treatment changes is laid over the conditions and policies of whatever arm of the
/// first experiment a user is in. It goes on in the worlds of the truth, too: what is true is what a launch of the first
/// experiment would bring while the others run.
public struct Layer: Sendable, Equatable {
    public var name: String
    /// Shares of the layer's control and treatment, and its salt.
    public var split: UserSplit
    /// What its treatment sets of `Conditions.fields`, by name.
    public var conditions: [String: ParameterValue] = [:]
    /// What its treatment is served by; only slots where that differs have a choice.
    public var policies = PolicyChoices(slots: [])

    public init(name: String) {
        self.name = name
        split = UserSplit(shares: [0.5, 0.5], salt: name)
    }

    /// Keys that its treatment sets, as in scenario files.
    public var keys: [String] {
        conditions.keys.map { "market.\($0)" }.sorted() + policies.slots.map { "policies.\($0)" }.sorted()
    }

    /// The arm with the layer's treatment laid over it.
    public func laid(over arm: Arm) -> Arm {
        var arm = arm
        arm.name += "+\(name)"
        for field in Conditions.fields {
            if let value = conditions[field.parameter.name] { field.write(&arm.conditions, value) }
        }
        arm.policies.merge(policies)
        return arm
    }
}
