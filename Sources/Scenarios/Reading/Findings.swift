import Experiments
import PolicyKit

/// What a scenario has set, by key path, each value in its place and good by itself.
struct Findings: Sendable {
    /// A value that was found, and where.
    struct Found: Sendable {
        var value: Value
        var place: Place
    }

    /// A text of a list, and where it stands.
    struct Statement: Sendable {
        var text: String
        var place: Place
    }

    enum Value: Sendable {
        case parameter(ParameterValue)
        case text(String)
        case seed(UInt64)
        case currency(Currency)
        case words([String])
        case numbers([Double])
        case bound(EffectBound)
        case statements([Statement])
        case policy(PolicyChoice)
    }

    private(set) var values: [String: Found] = [:]
    /// Key paths at which something was wrong, so that no rule judges a value that is not the person's.
    private(set) var broken: Set<String> = []
    /// The arms' names in the order of the file.
    var arms: [String] = []
    /// Key paths of the mappings that are there, empty ones included.
    private(set) var groups: Set<String> = []
    /// The names of one's own that stand under a key path, in the order of the file.
    private(set) var names: [String: [String]] = [:]
    /// Where those groups and names stand.
    private(set) var places: [String: Place] = [:]

    mutating func setGroup(_ path: String, at place: Place?) {
        groups.insert(path)
        if let place { places[path] = place }
    }

    mutating func setNames(_ path: String, _ branches: [Tree.Branch], at place: Place) {
        names[path] = branches.map(\.key)
        places[path] = place
        for branch in branches { places["\(path).\(branch.key)"] = branch.place }
    }

    mutating func set(_ path: String, _ value: Value, at place: Place) {
        values[path] = Found(value: value, place: place)
    }
    mutating func markBroken(_ path: String) { broken.insert(path) }

    subscript(path: String) -> Found? { values[path] }

    func parameter(_ path: String) -> ParameterValue? {
        if case .parameter(let value)? = values[path]?.value { value } else { nil }
    }

    func bound(_ path: String) -> EffectBound? {
        if case .bound(let value)? = values[path]?.value { value } else { nil }
    }

    func text(_ path: String) -> String? {
        if case .text(let value)? = values[path]?.value { value } else { nil }
    }

    /// What the scenario's money is in.
    var currency: Currency {
        if case .currency(let currency)? = values["currency"]?.value { currency } else { .usd }
    }

    func policy(_ path: String) -> PolicyChoice? {
        if case .policy(let value)? = values[path]?.value { value } else { nil }
    }

    /// The policies that were chosen for a slot, for everybody, an arm or a layer, by their key paths.
    func policies(of slot: some Slot) -> [(key: String, choice: PolicyChoice)] {
        let end = "policies.\(slot.name)"
        return values.keys.sorted().filter { $0 == end || $0.hasSuffix(".\(end)") }.compactMap { key in
            policy(key).map { (key, $0) }
        }
    }

    /// The key to be blamed for a rule that several keys break together: the last of them that the person has set; nil when
    /// none is set, or one is wrong by itself.
    func blamed(among keys: [String]) -> (key: String, place: Place)? {
        if keys.contains(where: broken.contains) { return nil }
        let given = keys.compactMap { key in (self[key]?.place ?? places[key]).map { (key: key, place: $0) } }
        func isLater(_ a: Place, _ b: Place) -> Bool {
            (a.argument == nil ? 0 : 1, a.line ?? 0, a.column ?? 0) < (
                b.argument == nil ? 0 : 1, b.line ?? 0, b.column ?? 0
            )
        }
        return given.max { isLater($0.place, $1.place) }
    }

    /// Writes what was found under `prefix` into a settings type.
    func fill<Root>(_ root: inout Root, _ fields: [ParameterField<Root>], under prefix: String) {
        for field in fields {
            if let value = parameter(prefix + field.parameter.name) { field.write(&root, value) }
        }
    }
}
