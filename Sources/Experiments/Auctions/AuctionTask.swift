/// Names one world of an auction market's run.
public struct AuctionTask: RunTask {
    public let replication: Int
    public let role: Role

    /// Who is treated in a world.
    public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
        case userSplit = "user-split"
        case budgetSplit = "budget-split"
        case allTreated = "all-treated"
        case allControl = "all-control"

        var isTwin: Bool { self == .allTreated || self == .allControl }
    }

    public init(replication: Int, role: Role) {
        self.replication = replication
        self.role = role
    }

    public var roleName: String { role.rawValue }
}
