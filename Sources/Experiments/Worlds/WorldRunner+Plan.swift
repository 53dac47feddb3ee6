/// The feed market as a plan to carry out.
extension WorldRunner: PlanRunner {
    public var tasks: [WorldTask] { WorldTask.all(of: plan) }

    public func run(_ task: WorldTask, goesOn: (Int) -> Bool) throws -> WorldOutcome? {
        try run(task, consumers: [], goesOn: goesOn)
    }

    public func readout(of outcomes: [WorldTask: WorldOutcome], version: String, command: String) -> Readout {
        Readout(
            plan, replications: ReplicationOutcome.complete(in: outcomes, of: plan), version: version,
            command: command)
    }
}
