public import Marketplace

/// Writes down what happens in each world of a run.
public protocol WorldLog: Sendable {
    /// What writes one world's journal.
    associatedtype Log: JournalConsumer
    /// What reads the world's journal.
    func open(_ task: WorldTask) throws -> Log
    /// The world that was opened has run.
    func finish(_ outcome: FeedOutcome) throws
}
