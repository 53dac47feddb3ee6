public import Marketplace

/// Runs the worlds of a plan side by side; what comes out does not depend on how many threads there are.
public struct ParallelRun<Runner: PlanRunner>: Sendable {
    /// What runs one world.
    public let runner: Runner
    /// How many worlds run at once, 1 or more.
    public let threads: Int

    public init(runner: Runner, threads: Int) {
        self.runner = runner
        self.threads = max(1, threads)
    }

    /// Runs `tasks` and hands each outcome to `finished` as soon as it is there, one at a time.
    /// - Returns: whether all tasks were run; false when `progress` was asked to stop.
    /// - Throws: the first error of a world or `finished`; the other worlds are stopped.
    public func run(
        _ tasks: [WorldTask], progress: RunProgress, finished: (WorldOutcome<Runner.Tally>) throws -> Void
    ) async throws -> Bool {
        try await withThrowingTaskGroup(of: WorldOutcome<Runner.Tally>?.self) { group in
            var waiting = tasks.makeIterator()
            var complete = true
            func startNext() {
                guard !progress.isStopping, let task = waiting.next() else { return }
                let runner = runner
                group.addTask { try ParallelRun.runOne(task, runner, progress) }
            }
            for _ in 0..<threads { startNext() }
            do {
                while let outcome = try await group.next() {
                    if let outcome {
                        try finished(outcome)
                        progress.finishWorld()
                    } else {
                        complete = false
                    }
                    startNext()
                }
            } catch {
                progress.stop()
                throw error
            }
            return complete && waiting.next() == nil
        }
    }

    private static func runOne(
        _ task: WorldTask, _ runner: Runner, _ progress: RunProgress
    ) throws -> WorldOutcome<Runner.Tally>? {
        var counted = 0
        return try runner.run(task) { events in
            progress.add(events: events - counted)
            counted = events
            return !progress.isStopping
        }
    }
}

extension ParallelRun<WorldRunner> {
    /// Runs the worlds with further consumers of each world's journal.
    /// - Parameter consumers: makes those of a world; what it or one of them throws ends the run.
    public func run(
        _ tasks: [WorldTask], progress: RunProgress,
        consumers: @escaping @Sendable (WorldTask) throws -> [any JournalConsumer],
        finished: (FeedOutcome) throws -> Void
    ) async throws -> Bool {
        var runner = runner
        runner.consumers = consumers
        return try await ParallelRun(runner: runner, threads: threads).run(
            tasks, progress: progress, finished: finished)
    }
}
