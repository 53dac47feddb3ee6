/// Carries out a plan with one kind of market: runs each of its worlds, and reads all of them out.
public protocol PlanRunner: Sendable {
    /// What is kept of a world beside what is kept of all.
    associatedtype Tally: Sendable & Equatable & Codable

    /// The plan whose worlds it runs.
    var plan: Plan { get }
    /// Runs one world; a function of the task alone.
    /// - Parameter goesOn: asked every few thousand events with their number so far; no stops the world.
    /// - Returns: nil when the world was stopped.
    func run(_ task: WorldTask, goesOn: (Int) -> Bool) throws -> WorldOutcome<Tally>?
    /// What the worlds say together; at least one replication must be complete.
    func readout(of outcomes: [WorldTask: WorldOutcome<Tally>], version: String, command: String) -> Readout
}
