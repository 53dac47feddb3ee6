import Experiments
import MarketLabTesting
import Marketplace
import Policies
import PolicyKit
import Testing

@Suite(.hangLimit) struct ParallelRunTests {
    private static let plan = TestPlans.plan {
        $0.replications = 3
        $0.schedule.experiment = 2 * 86_400_000
        for arm in 0...1 { $0.arms[arm].policies[.ranking] = PolicyChoice("logistic") }
        $0.arms[1].conditions.choice.utilityLift = 0.5
    }

    private static func run(
        _ tasks: [WorldTask], threads: Int
    ) async throws -> [WorldTask: FeedOutcome] {
        let runner = WorldRunner(plan: plan, policies: .builtIn)
        let progress = RunProgress(worlds: tasks.count, alreadyDone: 0)
        var outcomes: [WorldTask: FeedOutcome] = [:]
        let complete = try await ParallelRun(runner: runner, threads: threads).run(tasks, progress: progress) {
            outcomes[$0.task] = $0
        }
        #expect(complete)
        #expect(progress.worldsDone == tasks.count)
        return outcomes
    }

    @Test func howManyThreadsThereAreChangesNothing() async throws {
        let tasks = WorldTask.all(replications: 3)
        let one = try await ParallelRunTests.run(tasks, threads: 1)
        let two = try await ParallelRunTests.run(tasks, threads: 2)
        let backwards = try await ParallelRunTests.run(tasks.reversed(), threads: 3)
        #expect(one.count == 9)
        #expect(one == two)
        #expect(one == backwards)
        #expect(Set(one.values.filter { $0.task.role == .experiment }.map(\.digest)).count == 3)
    }

    /// A run that was interrupted and taken up again says what a run at one go says.
    @Test func twoHalvesMakeTheWhole() async throws {
        let tasks = WorldTask.all(replications: 3)
        let whole = try await ParallelRunTests.run(tasks, threads: 2)
        let first = try await ParallelRunTests.run(Array(tasks.prefix(4)), threads: 2)
        let second = try await ParallelRunTests.run(Array(tasks.dropFirst(4)), threads: 2)
        let both = first.merging(second) { a, _ in a }
        #expect(both == whole)
        let plan = ParallelRunTests.plan
        #expect(TestPlans.readout(plan, both) == TestPlans.readout(plan, whole))
        #expect(FeedReplication.complete(in: first, of: plan).count == 1)
        #expect(TestPlans.readout(plan, first).health.contains { $0.name == "completeness" && $0.status == .warn })
        #expect(!TestPlans.readout(plan, whole).health.contains { $0.name == "completeness" })
    }

    @Test func aRunThatIsStoppedSaysSo() async throws {
        let runner = WorldRunner(plan: ParallelRunTests.plan, policies: .builtIn)
        let progress = RunProgress(worlds: 9, alreadyDone: 0)
        var done = 0
        let complete = try await ParallelRun(runner: runner, threads: 2).run(
            WorldTask.all(replications: 3), progress: progress
        ) { _ in
            done += 1
            progress.stop()
        }
        #expect(!complete)
        #expect(done < 9)
        #expect(progress.worldsDone == done)
    }

    @Test func anErrorOfOneWorldStopsTheRun() async {
        struct DiskFull: Error {}
        let runner = WorldRunner(plan: ParallelRunTests.plan, policies: .builtIn)
        let progress = RunProgress(worlds: 9, alreadyDone: 0)
        await #expect(throws: DiskFull.self) {
            _ = try await ParallelRun(runner: runner, threads: 2).run(
                WorldTask.all(replications: 3), progress: progress,
                consumers: { task in
                    if task.replication == 1 { throw DiskFull() }
                    return []
                },
                finished: { _ in })
        }
        #expect(progress.isStopping)
    }

    @Test func theWorldsOfAReplicationShareTheirSeedAndReplicationsDoNot() {
        let plan = TestPlans.plan()
        let seeds = (0..<100).map { plan.seed(ofReplication: $0) }
        #expect(Set(seeds).count == 100)
        var other = plan
        other.seed = 2
        #expect(other.seed(ofReplication: 0) != seeds[0])
    }
}
