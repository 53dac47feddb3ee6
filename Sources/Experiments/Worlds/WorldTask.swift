/// Names one world of a run: which replication, and who or what is treated in it.
public struct WorldTask: Sendable, Hashable, Codable {
    /// From 0.
    public let replication: Int
    /// The part that the world plays in its replication.
    public let role: WorldRole
    /// Where everybody is treated: the arm, from 1.
    public let treatment: Int

    public init(replication: Int, role: WorldRole, treatment: Int = 1) {
        self.replication = replication
        self.role = role
        self.treatment = treatment
    }

    /// `all-treated` of the first treatment, `all-treated-2` of the second.
    public var roleName: String { treatment == 1 ? role.rawValue : "\(role.rawValue)-\(treatment)" }

    /// The arm that everybody is in; nil where the world has an experiment in it.
    var onlyArm: Int? {
        switch role {
        case .allControl: 0
        case .allTreated: treatment
        default: nil
        }
    }

    /// All worlds of a run, replication by replication.
    /// - Parameter treatments: everybody is in each of them in a world of its own.
    public static func all(
        replications: Int, roles: [WorldRole] = [.experiment, .allTreated, .allControl], treatments: Int = 1
    ) -> [WorldTask] {
        (0..<replications).flatMap { replication in
            roles.flatMap { role in
                (1...(role == .allTreated ? treatments : 1)).map {
                    WorldTask(replication: replication, role: role, treatment: $0)
                }
            }
        }
    }
}

/// Who or what is treated in a world: a word that its market knows.
///
/// The twins are in every market; the other roles are declared beside the designs that are read out of them.
public struct WorldRole: RawRepresentable, Sendable, Hashable, Codable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// Everybody is treated from the experiment's start on.
    public static let allTreated = WorldRole(rawValue: "all-treated")
    /// Nobody is treated.
    public static let allControl = WorldRole(rawValue: "all-control")

    /// Whether the world has no experiment in it, because all are treated alike.
    public var isTwin: Bool { self == .allTreated || self == .allControl }

    /// The roles of a replication: those of its designs, each once and in their order, then the twins.
    static func all(of designs: [WorldRole]) -> [WorldRole] {
        designs.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } + [.allTreated, .allControl]
    }
}
