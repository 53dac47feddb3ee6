public import Marketplace
public import PolicyKit

/// One side of an experiment: the conditions its users meet and the policies that serve them.
public struct Arm: Sendable, Equatable {
    public var name: String
    public var conditions: Conditions
    public var policies: PolicyChoices
    /// What the scenario changed against control, for people to read; empty for control.
    public var changes: [Change]

    public init(
        name: String, conditions: Conditions = Conditions(), policies: PolicyChoices = PolicyChoices(),
        changes: [Change] = []
    ) {
        self.name = name
        self.conditions = conditions
        self.policies = policies
        self.changes = changes
    }

    /// Whether users of both arms meet the same conditions and policies.
    func isEqual(to other: Arm) -> Bool { conditions == other.conditions && policies == other.policies }

    /// One key that differs between an arm and control, with both values as a person would write them.
    public struct Change: Sendable, Hashable, Codable {
        /// As in the scenario file: `market.choice.utility_lift`, `policies.ranking`.
        public let key: String
        public let control: String
        public let arm: String

        public init(key: String, control: String, arm: String) {
            self.key = key
            self.control = control
            self.arm = arm
        }

        /// In a sentence: `policies.ranking from random to popularity`.
        var text: String { "\(key) from \(control) to \(arm)" }
    }
}
