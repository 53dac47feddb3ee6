/// The three worlds of one replication: the experiment and its twins.
public struct ReplicationOutcome: Sendable, Equatable {
    public let experiment: WorldOutcome
    public let allTreated: WorldOutcome
    public let allControl: WorldOutcome

    /// The replications of which all three worlds are there, in their order.
    public static func complete(in outcomes: [WorldTask: WorldOutcome]) -> [ReplicationOutcome] {
        outcomes.keys.filter { $0.role == .experiment }.map(\.replication).sorted().compactMap { replication in
            func world(_ role: WorldTask.Role) -> WorldOutcome? {
                outcomes[WorldTask(replication: replication, role: role)]
            }
            guard let experiment = world(.experiment), let treated = world(.allTreated),
                let control = world(.allControl)
            else { return nil }
            return ReplicationOutcome(experiment: experiment, allTreated: treated, allControl: control)
        }
    }

    /// Experiment first, in the order of the digest.
    var worlds: [WorldOutcome] { [experiment, allTreated, allControl] }
}
