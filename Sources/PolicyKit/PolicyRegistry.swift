/// The slots of the platform that a policy can fill.
public enum Slot: String, Sendable, Hashable, CaseIterable {
    case retrieval, ranking, request, bidding
}

/// Knows the policies that scenarios may name, slot by slot.
///
/// A policy author adds a type in one line: `registry.add(FreshestFirst.self)`.
public struct PolicyRegistry: Sendable {
    /// How one policy is described and made.
    public struct Entry: Sendable {
        public let slot: Slot
        public let name: String
        public let summary: String
        public let parameters: [Parameter]
        let make: @Sendable (ParameterValues, UInt64) -> any Policy
    }

    private var entries: [Entry] = []

    /// A registry that knows no policy.
    public init() {}

    public mutating func add<P: RetrievalPolicy>(_ policy: P.Type) { add(policy, to: .retrieval) }
    public mutating func add<P: RankingPolicy>(_ policy: P.Type) { add(policy, to: .ranking) }
    public mutating func add<P: RequestPolicy>(_ policy: P.Type) { add(policy, to: .request) }
    public mutating func add<P: BiddingPolicy>(_ policy: P.Type) { add(policy, to: .bidding) }

    private mutating func add<P: Policy>(_ policy: P.Type, to slot: Slot) {
        precondition(self[slot, P.name] == nil, "slot \(slot.rawValue) already has a policy named \(P.name)")
        let entry = Entry(slot: slot, name: P.name, summary: P.summary, parameters: P.parameters) {
            P(parameters: $0, seed: $1)
        }
        entries.append(entry)
    }

    /// The policies of a slot, by name.
    public func policies(in slot: Slot) -> [Entry] {
        entries.filter { $0.slot == slot }.sorted { $0.name < $1.name }
    }

    /// The policy of that name, or nil.
    public subscript(slot: Slot, name: String) -> Entry? {
        entries.first { $0.slot == slot && $0.name == name }
    }

    /// Makes a retrieval policy. - Precondition: the choice names one of this registry.
    public func retrieval(_ choice: PolicyChoice, seed: UInt64) -> any RetrievalPolicy {
        made(choice, .retrieval, seed)
    }

    /// Makes a ranking policy. - Precondition: the choice names one of this registry.
    public func ranking(_ choice: PolicyChoice, seed: UInt64) -> any RankingPolicy {
        made(choice, .ranking, seed)
    }

    /// Makes a request policy. - Precondition: the choice names one of this registry.
    public func request(_ choice: PolicyChoice, seed: UInt64) -> any RequestPolicy {
        made(choice, .request, seed)
    }

    /// Makes a bidding policy for one campaign. - Precondition: the choice names one of this registry.
    public func bidding(_ choice: PolicyChoice, seed: UInt64) -> any BiddingPolicy {
        made(choice, .bidding, seed)
    }

    private func made<P>(_ choice: PolicyChoice, _ slot: Slot, _ seed: UInt64) -> P {
        guard let entry = self[slot, choice.name],
            let policy = entry.make(ParameterValues(entry.parameters, given: choice.parameters), seed) as? P
        else { preconditionFailure("no \(slot.rawValue) policy named \(choice.name)") }
        return policy
    }
}

/// Names a policy and what its parameters are set to; the rest are defaults.
public struct PolicyChoice: Sendable, Hashable {
    public var name: String
    public var parameters: [String: ParameterValue]

    public init(_ name: String, _ parameters: [String: ParameterValue] = [:]) {
        self.name = name
        self.parameters = parameters
    }
}
