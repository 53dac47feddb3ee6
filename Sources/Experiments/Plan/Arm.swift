public import Marketplace
public import PolicyKit

/// Splits users between the arms by a salted hash.
public struct UserSplit: Sendable, Equatable {
    /// The arms' shares of users, control first; they sum to 1.
    public var shares = [0.5, 0.5]
    /// Makes this split independent of others of the same users.
    public var salt = "marketlab"

    /// Share of users in any treatment; with two arms it may be set.
    public var treatmentShare: Double {
        get { shares.dropFirst().reduce(0, +) }
        set { shares = [1 - newValue, newValue] }
    }

    /// Half of the users in each of two arms.
    public init() {}

    /// - Precondition: at least two shares.
    public init(shares: [Double], salt: String) {
        precondition(shares.count > 1, "a split has two arms or more")
        self.shares = shares
        self.salt = salt
    }
}

/// One side of an experiment: the conditions its users meet and the policies that serve them.
public struct Arm: Sendable, Equatable {
    /// The arm's name, unique in the plan.
    public var name: String
    /// What the arm's users meet: prices, choice, feed, serving.
    public var conditions: Conditions
    /// What serves them, slot by slot.
    public var policies: PolicyChoices
    /// What the scenario changed against control, for people to read; empty for control.
    public var changes: [Change]

    /// An arm under the default conditions and policies where none are given.
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
        /// The key's value in control.
        public let control: String
        /// The key's value in the arm.
        public let arm: String

        /// A difference that the caller has put into words.
        public init(key: String, control: String, arm: String) {
            self.key = key
            self.control = control
            self.arm = arm
        }

        /// In a sentence: `policies.ranking from random to popularity`.
        var text: String { "\(key) from \(control) to \(arm)" }
    }
}

/// Another experiment on the same users at the same time, split by a salt of its own: a layer.
///
/// It has two arms of its own, and what its treatment changes is laid over the conditions and policies of whatever arm of the
/// first experiment a user is in. It goes on in the worlds of the truth, too: what is true is what a launch of the first
/// experiment would bring while the others run.
public struct Layer: Sendable, Equatable {
    /// The layer's name, unique in the plan.
    public var name: String
    /// Shares of the layer's control and treatment, and its salt.
    public var split: UserSplit
    /// What its treatment sets of `Conditions.fields`, by name.
    public var conditions: [String: ParameterValue] = [:]
    /// What its treatment is served by; only slots where that differs have a choice.
    public var policies = PolicyChoices(slots: [])

    /// A layer that splits users in half by its name and changes nothing yet.
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
