public import Marketplace
import Statistics

/// Runs a market against itself many times and judges what its readouts claim: with equal arms p-values are uniform, intervals
/// hold 0 as often as their level says, and the split is the planned one.
///
/// Twin worlds are not run: those of equal arms are equal.
public struct Gate<Runner: PlanRunner>: Sendable where Runner.Tally == FeedTally {
    /// Carries out a plan `againstItself`.
    public let runner: Runner
    /// At most how often a sound market fails the gate.
    public var falseAlarmRate = 0.001
    /// Reads a metric out of a world: as readouts do, unless told otherwise.
    public var read: @Sendable (Metric, FeedOutcome, Double) -> GateReading = {
        GateReading($0, world: $1, level: $2)
    }

    /// A gate whose experiments the runner runs.
    public init(_ runner: Runner) { self.runner = runner }

    /// One world an experiment and design.
    public var tasks: [WorldTask] {
        WorldTask.all(replications: runner.plan.replications, roles: runner.plan.designs.map(\.role))
    }

    /// - Returns: nil when `progress` was asked to stop.
    /// - Throws: what a world throws.
    public func run(
        threads: Int, progress: RunProgress, version: String = "", command: String = ""
    ) async throws -> GateReadout? {
        let plan = runner.plan
        let metrics = plan.metrics.compactMap(Metric.named)
        var experiments: [WorldTask: GateExperiment] = [:]
        let complete = try await ParallelRun(runner: runner, threads: threads).run(tasks, progress: progress) { world in
            experiments[world.task] = GateExperiment(
                users: world.arms.map(\.n), violations: world.violations,
                readings: metrics.map { read($0, world, plan.level) })
        }
        guard complete else { return nil }
        // In the order of the tasks, whichever was done first.
        let designs = plan.designs.map { design in
            GateDesign(
                design: design,
                experiments: tasks.filter { $0.role == design.role }.compactMap { experiments[$0] })
        }
        return GateReadout(
            plan, metrics: metrics, designs: designs, falseAlarmRate: falseAlarmRate, version: version, command: command
        )
    }
}

extension Plan {
    /// The designs that compare users of one world with each other, which is what a gate can judge world by world.
    public var splitDesigns: [Design] { designs.filter(\.splitsUsers) }

    /// The plan with control in both arms, so often: whatever an experiment on it says, the true effect is 0.
    public func againstItself(experiments: Int) -> Plan {
        var plan = comparing(1)
        plan.layers = []
        var treatment = arms[0]
        treatment.name = arms[1].name
        plan.arms = [arms[0], treatment]
        plan.designs = splitDesigns
        plan.replications = experiments
        plan.publishedMarket = nil
        plan.study = nil
        return plan
    }
}
