/// Names one world of a run.
public protocol RunTask: Sendable, Hashable, Codable {
    /// From 0.
    var replication: Int { get }
    /// Who is treated in the world, as a word.
    var roleName: String { get }
}

/// What is kept of a world when it has run.
public protocol RunOutcome: Sendable, Codable {
    associatedtype Task: RunTask
    var task: Task { get }
}
