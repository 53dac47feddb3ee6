/// Names one world of a booking market's run.
public struct BookingTask: RunTask {
    public let replication: Int
    public let role: Role

    /// Who is treated in a world.
    public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
        case customerSplit = "customer-split"
        case listingSplit = "listing-split"
        case twoSided = "two-sided"
        case allTreated = "all-treated"
        case allControl = "all-control"

        var isTwin: Bool { self == .allTreated || self == .allControl }
        var splitsCustomers: Bool { self == .customerSplit || self == .twoSided }
        var splitsListings: Bool { self == .listingSplit || self == .twoSided }
    }

    public init(replication: Int, role: Role) {
        self.replication = replication
        self.role = role
    }

    public var roleName: String { role.rawValue }
}
