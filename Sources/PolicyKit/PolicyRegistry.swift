/// Knows the slots of the platform and the policies that scenarios may name, slot by slot.
///
/// A policy author adds a type in one line:
///
/// ```swift
/// var registry = PolicyRegistry.builtIn
/// registry.add(FreshestFirst.self)
/// ```
public struct PolicyRegistry: Sendable {
    /// How one policy is described and made.
    public struct Entry: Sendable {
        /// The slot that it fills.
        public let slot: any Slot
        /// The policy's name in scenarios.
        public let name: String
        /// What the policy does, in one sentence.
        public let summary: String
        /// What a scenario may set of it.
        public let parameters: [Parameter]
        /// What must hold between values of the parameters.
        public let rules: [ParameterRule]
        /// What it reads of the session, where it ranks.
        public let sessionSignals: SessionSignals
        /// Where it comes from, when it is not a part of the program.
        public let origin: PolicyOrigin?
        /// Whether what it is was not asked, because nothing of it is to run: its parameters are not known then.
        public let isUnread: Bool
        /// The type that it is in this program; nil where it is none.
        package let type: (any Policy.Type)?
        /// Whether it is a part of the program.
        package var isProgrammed: Bool { type != nil }
        let make: @Sendable (ParameterValues, UInt64, PolicyHost) -> any Policy

        fileprivate init<P: Policy>(_ policy: P.Type, in slot: P.Home) {
            (self.slot, name, summary, parameters) = (slot, P.name, P.summary, P.parameters)
            rules = P.rules
            sessionSignals = (P.self as? any RankingPolicy.Type)?.sessionSignals ?? []
            (origin, isUnread, type) = (nil, false, policy)
            make = { parameters, seed, _ in P(parameters: parameters, seed: seed) }
        }

        /// A policy that is not a type of its own: one of a plug-in.
        /// - Parameters:
        ///   - isUnread: whether what it is was not asked.
        ///   - make: makes what fills the slot, from complete parameters and a seed, in a world.
        public init(
            slot: any Slot, name: String, summary: String, parameters: [Parameter],
            sessionSignals: SessionSignals = .all,
            origin: PolicyOrigin?, isUnread: Bool = false,
            make: @escaping @Sendable (ParameterValues, UInt64, PolicyHost) -> any Policy
        ) {
            self.slot = slot
            self.name = name
            self.summary = summary
            self.parameters = parameters
            rules = []
            self.sessionSignals = sessionSignals
            self.origin = origin
            self.isUnread = isUnread
            type = nil
            self.make = make
        }
    }

    /// The slots that are open, in the order in which they were opened.
    public private(set) var slots: [any Slot] = []
    /// Finds policies that are not a part of the program; nil where there are no others.
    public var finder: (any PolicyFinder)?
    private var entries: [Entry] = []

    /// A registry that knows no policy.
    public init(slots: [any Slot] = Slots.all) {
        for slot in slots { open(slot) }
    }

    /// Opens a slot.
    /// - Precondition: no open slot has its name or one of its seeds.
    public mutating func open(_ slot: some Slot) {
        for other in slots {
            precondition(other.name != slot.name, "slot \(slot.name) is open already")
            precondition(
                !other.seeds.numbers.overlaps(slot.seeds.numbers), "slots \(slot.name) and \(other.name) share seeds")
        }
        slots.append(slot)
    }

    /// Adds a policy to the slot that its protocol names.
    /// - Precondition: the slot is open and has no policy of that name.
    public mutating func add<P: Policy>(_ policy: P.Type) {
        let slot = P.Home()
        precondition(slots.contains { $0.name == slot.name }, "there is no slot \(slot.name) for policy \(P.name)")
        precondition(self[slot, P.name] == nil, "slot \(slot.name) already has a policy named \(P.name)")
        entries.append(Entry(policy, in: slot))
    }

    /// Adds a policy that is not a type of its own.
    /// - Precondition: the slot is open and has no policy of that name.
    public mutating func add(_ entry: Entry) {
        precondition(self[entry.slot, entry.name] == nil, "there is a policy named \(entry.name) already")
        entries.append(entry)
    }

    /// The policies of a slot, by name.
    public func policies(in slot: some Slot) -> [Entry] {
        entries.filter { $0.slot.name == slot.name }.sorted { $0.name < $1.name }
    }

    /// The policy of that name, or nil.
    public subscript(slot: some Slot, name: String) -> Entry? {
        entries.first { $0.slot.name == slot.name && $0.name == name }
    }

    /// Makes a policy that fills a slot.
    /// - Parameters:
    ///   - seed: of `RandomKey.seed(for:)` with the slot's `seeds`.
    ///   - host: of the world that asks the policy; one of its own where the policy is only looked at.
    /// - Precondition: the choice names a policy of this registry, and its parameters are within their ranges.
    public func make<S: Slot>(
        _ slot: S, _ choice: PolicyChoice, seed: UInt64, in host: PolicyHost = PolicyHost()
    ) -> S.Filling {
        factory(slot, choice, in: host)(seed)
    }

    /// What makes as many policies of one choice as are wanted, each from its seed: of ten thousand campaigns, each has a policy of
    /// its own, and the choice is looked up once.
    /// - Precondition: as for ``make(_:_:seed:in:)``.
    public func factory<S: Slot>(
        _ slot: S, _ choice: PolicyChoice, in host: PolicyHost = PolicyHost()
    ) -> (UInt64) -> S.Filling {
        guard let entry = self[slot, choice.name] else {
            preconditionFailure("no \(slot.name) policy named \(choice.name)")
        }
        let parameters = ParameterValues(entry.parameters, given: choice.parameters)
        return { [make = entry.make] seed in
            guard let policy = make(parameters, seed, host) as? S.Filling else {
                preconditionFailure("policy \(choice.name) does not fill slot \(S().name)")
            }
            return policy
        }
    }
}

/// Finds policies that are not a part of the program, by the names that scenarios give them.
public protocol PolicyFinder: Sendable {
    /// Where a name that stands for nothing was looked for, as a clause; nil where there is nothing to say of it.
    var places: String? { get }

    /// The policies of a slot that have a name and no path, as far as they are known before anything is run.
    func entries(in slot: some Slot) -> [PolicyRegistry.Entry]

    /// What a scenario may set of any policy of the slot, beside its own parameters.
    func parameters(in slot: some Slot) -> [Parameter]

    /// A regular expression (ECMA 262) for the names that are paths.
    var pathPattern: String { get }

    /// The policy of that name, made to fill the slot; nil where the name stands for nothing that this finder knows.
    /// - Parameters:
    ///   - name: as the scenario has it.
    ///   - place: of the scenario.
    ///   - policies: those of the program.
    /// - Throws: why what the name stands for cannot be taken.
    func entry(
        _ slot: any Slot, named name: String, in place: ScenarioPlace, policies: PolicyRegistry
    ) throws(PolicyNotTaken) -> PolicyRegistry.Entry?
}

/// What the names of policies that are not a part of the program depend on, beside themselves.
public struct ScenarioPlace: Sendable, Hashable {
    /// The folder of the scenario's file, with a `/` at its end, which relative paths start from; empty for the current one.
    public let folder: String
    /// The interpreter of policies in Python that the scenario names, as a path or as a command; nil where it names none.
    public let python: String?

    /// - Parameter python: as the scenario has it: a path with a `/` starts from the folder, too.
    public init(folder: String = "", python: String? = nil) {
        self.folder = folder
        self.python = python.map { $0.hasPrefix("/") || !$0.contains("/") ? $0 : folder + $0 }
    }
}

/// Says why what a policy's name stands for cannot be taken.
public struct PolicyNotTaken: Error, Hashable, CustomStringConvertible {
    /// A sentence without a full stop.
    public let description: String
    /// The name that was perhaps meant.
    public let suggestion: String?
    /// Whether it is the interpreter that is in the way, and no policy.
    public let isOfInterpreter: Bool

    public init(_ description: String, suggestion: String? = nil, isOfInterpreter: Bool = false) {
        self.description = description
        self.suggestion = suggestion
        self.isOfInterpreter = isOfInterpreter
    }
}
