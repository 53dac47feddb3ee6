public import Marketplace

/// Runs the worlds of a plan side by side; what comes out does not depend on how many threads there are.
public struct ParallelRun: Sendable {
    public let runner: WorldRunner
    public let threads: Int

    public init(runner: WorldRunner, threads: Int) {
        self.runner = runner
        self.threads = max(1, threads)
    }

    /// Runs `tasks` and hands each outcome to `finished` as soon as it is there, one at a time.
    /// - Parameter consumers: makes the further journal consumers of a world.
    /// - Returns: whether all tasks were run; false when `progress` was asked to stop.
    /// - Throws: the first error of a world, a consumer or `finished`; the other worlds are stopped.
    public func run(
        _ tasks: [WorldTask], progress: RunProgress,
        consumers: @escaping @Sendable (WorldTask) throws -> [any JournalConsumer] = { _ in [] },
        finished: (WorldOutcome) throws -> Void
    ) async throws -> Bool {
        try await withThrowingTaskGroup(of: WorldOutcome?.self) { group in
            var waiting = tasks.makeIterator()
            var complete = true
            func startNext() {
                guard !progress.isStopping, let task = waiting.next() else { return }
                let runner = runner
                group.addTask {
                    try ParallelRun.runOne(task, runner, progress, consumers: try consumers(task))
                }
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
        _ task: WorldTask, _ runner: WorldRunner, _ progress: RunProgress, consumers: [any JournalConsumer]
    ) throws -> WorldOutcome? {
        var counted = 0
        return try runner.run(task, consumers: consumers) { events in
            progress.add(events: events - counted)
            counted = events
            return !progress.isStopping
        }
    }
}
