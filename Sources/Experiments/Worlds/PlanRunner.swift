/// Carries out one kind of plan: names its worlds, runs each of them, and reads all of them out.
///
/// The feed market and the booking market differ in what a world is; how worlds are run side by side, kept and taken up
/// again is the same for both.
public protocol PlanRunner: Sendable {
    /// Names a world.
    associatedtype Task: RunTask
    /// What is kept of a world.
    associatedtype Outcome: RunOutcome where Outcome.Task == Task

    var plan: Plan { get }
    /// All worlds of the plan, replication by replication.
    var tasks: [Task] { get }
    /// Runs one world; a function of the task alone.
    /// - Parameter goesOn: asked every few thousand events with their number so far; no stops the world.
    /// - Returns: nil when the world was stopped.
    func run(_ task: Task, goesOn: (Int) -> Bool) throws -> Outcome?
    /// What the worlds say together; at least one replication must be complete.
    func readout(of outcomes: [Task: Outcome], version: String, command: String) -> Readout
}
