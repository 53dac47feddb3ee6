public import PolicyKit

/// What a plug-in says of itself, readable without making a policy: its name, its version and its policies.
public struct PluginDescription: Sendable, Hashable {
    /// Different from other plug-ins'.
    public let id: String
    public let version: String
    /// The version of the contract that it was made for, as `major.minor`.
    public let contract: String
    public let policies: [PolicyDescription]
    /// Files that the policies read, such as models, relative to the plug-in.
    public let files: [String]
    /// What it runs on, with versions, such as an interpreter and its packages.
    public let surroundings: [String]
}

/// What a plug-in says of one of its policies.
public struct PolicyDescription: Sendable, Hashable {
    /// The name of the slot that it fills.
    public let slot: String
    /// Lower-case words joined by `-`, different from the plug-in's others.
    public let name: String
    /// One sentence.
    public let summary: String
    /// What a scenario may set.
    public let parameters: [Parameter]
    /// The calls that it takes, each with the columns that it reads.
    public let calls: [CallUse]

    /// A call that a policy takes, and the columns that it reads in it.
    public struct CallUse: Sendable, Hashable {
        /// The call, as `score`.
        public let name: String
        /// The columns, in the order in which the policy is handed them.
        public let inputs: [String]
    }

    /// The place of a call among those that the policy takes; nil for one that it does not take.
    func index(of call: String) -> Int? { calls.firstIndex { $0.name == call } }

    /// What a ranking policy reads of people's own files, by the name in the header.
    var ownSignals: [String] {
        var names: [String] = []
        for input in calls.flatMap(\.inputs) where input.hasPrefix(Self.ownPrefix) {
            let name = String(input.dropFirst(Self.ownPrefix.count))
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Before the name of a column of people's own files.
    static let ownPrefix = "own_signals."
}

extension PolicyDescription {
    /// What of the description a platform with these slots cannot serve, a sentence without a full stop each.
    func faults(slots: [any Slot]) -> [String] {
        guard let slot = slots.first(where: { $0.name == slot }) else {
            return ["it fills the slot \(slot), and the slots here are \(slots.map(\.name).joined(separator: ", "))"]
        }
        var faults: [String] = []
        // A request policy may leave all to the page's end.
        if slot.name != RequestSlot().name, let first = slot.calls.first,
            !slot.calls.contains(where: { ($0.standsFor ?? $0.name) == first.name && index(of: $0.name) != nil })
        {
            faults.append("it does not take the call \(first.name), which every \(slot.name) policy answers")
        }
        if !Self.isName(name) { faults.append("its name is \"\(name)\"; expected lower-case words joined by -") }
        for use in calls {
            guard let call = slot.calls.first(where: { $0.name == use.name }) else {
                let known = slot.calls.map(\.name).joined(separator: ", ")
                faults.append("it takes the call \(use.name), and those of \(slot.name) are \(known)")
                continue
            }
            let known = call.columns(.input) + call.columns(.feedback)
            for column in use.inputs where !known.contains(where: { $0.name == column }) {
                if column.hasPrefix(Self.ownPrefix), known.contains(where: { $0.name == "own_signals" }) { continue }
                faults.append(
                    "it reads the column \(column) in \(use.name), which a platform of contract \(Contract.version) does not have"
                )
            }
            if Set(use.inputs).count < use.inputs.count { faults.append("it asks for a column of \(use.name) twice") }
        }
        if Set(calls.map(\.name)).count < calls.count { faults.append("it lists a call twice") }
        for parameter in parameters {
            if GuestTerms.names.contains(parameter.name) {
                faults.append("its parameter \(parameter.name) has a name that the platform uses itself")
            } else if let fault = Self.fault(of: parameter) {
                faults.append("its parameter \(parameter.name) \(fault)")
            }
        }
        if Set(parameters.map(\.name)).count < parameters.count { faults.append("it has two parameters of one name") }
        return faults
    }

    private static func fault(of parameter: Parameter) -> String? {
        guard isName(parameter.name, joinedBy: "_") else {
            return "has a name that is not lower-case words joined by _"
        }
        guard parameter.name != "policy" else { return "has the name that names the policy itself" }
        return parameter.expectation(violatedBy: parameter.defaultValue).map { "has a default that is not \($0)" }
    }

    private static func isName(_ name: String, joinedBy join: Character = "-") -> Bool {
        !name.isEmpty && name.utf8.count <= 64
            && name.allSatisfy { $0 == join || ("a"..."z").contains($0) || ("0"..."9").contains($0) }
    }
}

/// The contract between the platform and plug-ins.
public enum Contract {
    /// The version of this platform.
    public static let (major, minor): (UInt32, UInt32) = (0, 1)
    /// `0.1`.
    public static var version: String { words(major << 16 | minor) }

    /// `0.1` of a version's bits.
    static func words(_ bits: UInt32) -> String { "\(bits >> 16).\(bits & 0xFFFF)" }
}
