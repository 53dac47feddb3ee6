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

extension WorldTask: RunTask {
    public var roleName: String { role.rawValue }
}

extension WorldOutcome: RunOutcome {}

extension WorldRunner: PlanRunner {
    public var tasks: [WorldTask] { WorldTask.all(replications: plan.replications) }

    public func run(_ task: WorldTask, goesOn: (Int) -> Bool) throws -> WorldOutcome? {
        try run(task, consumers: [], goesOn: goesOn)
    }

    public func readout(of outcomes: [WorldTask: WorldOutcome], version: String, command: String) -> Readout {
        Readout(plan, replications: ReplicationOutcome.complete(in: outcomes), version: version, command: command)
    }
}
