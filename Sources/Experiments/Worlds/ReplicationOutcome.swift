/// The worlds of one replication: one a design, and the twins.
public struct ReplicationOutcome: Sendable, Equatable {
    /// In the plan's order, the primary design first; at least one.
    public let designs: [WorldOutcome]
    public let allTreated: WorldOutcome
    public let allControl: WorldOutcome

    /// The world of the primary design.
    public var experiment: WorldOutcome { designs[0] }

    /// The replications of which all worlds are there, in their order.
    /// - Parameter designs: of the plan.
    public static func complete(
        in outcomes: [WorldTask: WorldOutcome], of designs: [Design] = [.userSplit]
    ) -> [ReplicationOutcome] {
        Set(outcomes.keys.map(\.replication)).sorted().compactMap { replication in
            func world(_ role: WorldTask.Role) -> WorldOutcome? {
                outcomes[WorldTask(replication: replication, role: role)]
            }
            let split = designs.compactMap { world($0.role) }
            guard split.count == designs.count, let treated = world(.allTreated), let control = world(.allControl)
            else { return nil }
            return ReplicationOutcome(designs: split, allTreated: treated, allControl: control)
        }
    }

    /// Designs first, in the order of the digest; a world that several designs share once.
    var worlds: [WorldOutcome] {
        designs.reduce(into: []) { worlds, world in
            if !worlds.contains(where: { $0.task == world.task }) { worlds.append(world) }
        } + [allTreated, allControl]
    }
}
