/// Names one world of a run: what would be computed again, byte for byte, from the same key.
public struct WorldKey: Sendable, Hashable, Codable {
    /// Digest of all that the world follows from: market, arms, seed and build.
    public let plan: String
    public let replication: Int
    /// Which of a replication's worlds: the experiment or one of its twins.
    public let role: String

    public init(plan: String, replication: Int, role: String) {
        self.plan = plan
        self.replication = replication
        self.role = role
    }
}
