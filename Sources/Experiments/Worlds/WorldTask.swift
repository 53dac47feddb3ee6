/// Names one world of a run: which replication, and who or what is treated in it.
public struct WorldTask: RunTask {
    /// From 0.
    public let replication: Int
    public let role: Role
    /// Where everybody is treated: the arm, from 1.
    public let treatment: Int

    /// Who or what is treated in a world.
    public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
        /// Users are split, as a platform would.
        case experiment
        /// Users are split, and the budgets of ads with them.
        case budgetSplit = "budget-split"
        /// More and more users are treated, stage by stage.
        case stagedRollout = "staged-rollout"
        /// Users are split in clusters.
        case userClusters = "user-clusters"
        case sessionSplit = "session-split"
        case requestSplit = "request-split"
        case listingSplit = "listing-split"
        /// Listings are split by seller.
        case sellerSplit = "seller-split"
        /// Listings are split by category.
        case categorySplit = "category-split"
        /// Campaigns of ads are split.
        case campaignSplit = "campaign-split"
        /// The whole market is treated in some blocks of time.
        case switchback
        /// Users and listings are split.
        case twoSided = "two-sided"
        /// Everybody is treated from the experiment's start on.
        case allTreated = "all-treated"
        /// Nobody is treated.
        case allControl = "all-control"

        /// Whether a user is in one arm from the experiment's start on, as the user's number says.
        var splitsUsers: Bool {
            switch self {
            case .experiment, .budgetSplit, .twoSided, .allTreated, .allControl: true
            default: false
            }
        }
    }

    public init(replication: Int, role: Role, treatment: Int = 1) {
        self.replication = replication
        self.role = role
        self.treatment = treatment
    }

    /// `all-treated` of the first treatment, `all-treated-2` of the second.
    public var roleName: String { treatment == 1 ? role.rawValue : "\(role.rawValue)-\(treatment)" }

    /// All worlds of a run, replication by replication.
    /// - Parameter treatments: everybody is in each of them in a world of its own.
    public static func all(
        replications: Int, roles: [Role] = [.experiment, .allTreated, .allControl], treatments: Int = 1
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
