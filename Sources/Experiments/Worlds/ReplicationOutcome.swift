/// The worlds of one replication: one a design, and the twins.
public struct ReplicationOutcome: Sendable, Equatable {
    /// In the plan's order, the primary design first; at least one.
    public let designs: [WorldOutcome]
    /// With everybody in each treatment, the first one first; at least one.
    public let treated: [WorldOutcome]
    public let allControl: WorldOutcome

    /// The world of the primary design.
    public var experiment: WorldOutcome { designs[0] }

    /// With everybody in the first treatment.
    public var allTreated: WorldOutcome { treated[0] }

    /// The replications of which all worlds are there, in their order.
    public static func complete(in outcomes: [WorldTask: WorldOutcome], of plan: Plan) -> [ReplicationOutcome] {
        Set(outcomes.keys.map(\.replication)).sorted().compactMap { replication in
            func world(_ role: WorldTask.Role, treatment: Int = 1) -> WorldOutcome? {
                outcomes[WorldTask(replication: replication, role: role, treatment: treatment)]
            }
            let split = plan.designs.compactMap { world($0.role) }
            let treated = plan.arms.indices.dropFirst().compactMap { world(.allTreated, treatment: $0) }
            guard split.count == plan.designs.count, treated.count == plan.arms.count - 1,
                let control = world(.allControl)
            else { return nil }
            return ReplicationOutcome(designs: split, treated: treated, allControl: control)
        }
    }

    /// Designs first, in the order of the digest; a world that several designs share once.
    var worlds: [WorldOutcome] {
        designs.reduce(into: []) { worlds, world in
            if !worlds.contains(where: { $0.task == world.task }) { worlds.append(world) }
        } + treated + [allControl]
    }

    /// The world of the primary design and the twins, with the users of one segment only.
    func within(segment: Int) -> ReplicationOutcome {
        ReplicationOutcome(
            designs: [experiment.within(segment: segment)], treated: treated.map { $0.within(segment: segment) },
            allControl: allControl.within(segment: segment))
    }

    /// The same with one treatment of several, as of `Plan.comparing`.
    func comparing(_ arm: Int) -> ReplicationOutcome {
        guard treated.count > 1 else { return self }
        return ReplicationOutcome(
            designs: designs.map { $0.comparing(arm) }, treated: [treated[arm - 1].comparing(arm)],
            allControl: allControl.comparing(arm))
    }
}
