/// Names one world of a run: which replication, and who is treated in it.
public struct WorldTask: RunTask {
    /// From 0.
    public let replication: Int
    public let role: Role

    /// Who is treated in a world.
    public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
        /// Users are split, as a platform would.
        case experiment
        /// Users are split, and the budgets of ads with them.
        case budgetSplit = "budget-split"
        /// Everybody is treated from the experiment's start on.
        case allTreated = "all-treated"
        /// Nobody is treated.
        case allControl = "all-control"
    }

    public init(replication: Int, role: Role) {
        self.replication = replication
        self.role = role
    }

    public var roleName: String { role.rawValue }

    /// All worlds of a run, replication by replication.
    public static func all(replications: Int, roles: [Role] = [.experiment, .allTreated, .allControl]) -> [WorldTask] {
        (0..<replications).flatMap { replication in
            roles.map { WorldTask(replication: replication, role: $0) }
        }
    }
}
