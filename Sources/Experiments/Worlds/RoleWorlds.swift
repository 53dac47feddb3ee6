/// The worlds of one replication by who is treated in them, where designs have worlds of their own beside the twins.
struct RoleWorlds<Outcome: RunOutcome> {
    /// By the role's word.
    let worlds: [String: Outcome]

    /// The world of that role. - Precondition: it is one of those asked for.
    subscript(role: String) -> Outcome {
        guard let world = worlds[role] else { preconditionFailure("no world \(role)") }
        return world
    }

    /// The replications of which the worlds of all roles are there, in their order.
    static func complete(in outcomes: [Outcome.Task: Outcome], of roles: [String]) -> [RoleWorlds] {
        Dictionary(grouping: outcomes.values, by: \.task.replication).sorted { $0.key < $1.key }.compactMap {
            let worlds = Dictionary($0.value.map { ($0.task.roleName, $0) }, uniquingKeysWith: { first, _ in first })
            return roles.allSatisfy { worlds[$0] != nil } ? RoleWorlds(worlds: worlds) : nil
        }
    }
}
