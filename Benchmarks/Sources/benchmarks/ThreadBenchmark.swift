import MarketLab

/// Eight equal worlds on two threads against one.
enum ThreadBenchmark {
    static func run() async throws {
        let plan = BenchmarkPlan.plan(users: 4_000, listings: 20_000, days: 14)
        let runner = WorldRunner(plan: plan, policies: .builtIn)
        var wall: [Int: [Double]] = [:]
        var processor: [Int: [Double]] = [:]
        for threads in [1, 2, 1, 2, 1, 2] {
            let (realStart, start) = (Stopwatch.wallSeconds, Stopwatch.processSeconds)
            let tasks = [WorldTask](repeating: BenchmarkPlan.experiment, count: 8)
            _ = try await ParallelRun(runner: runner, threads: threads).run(
                tasks, progress: RunProgress(worlds: tasks.count, alreadyDone: 0), finished: { _ in })
            wall[threads, default: []].append(Stopwatch.wallSeconds - realStart)
            processor[threads, default: []].append(Stopwatch.processSeconds - start)
        }
        let seconds = (1...2).map { median(wall[$0] ?? []) }
        let work = (1...2).map { median(processor[$0] ?? []) }
        Line.show(
            "8 worlds on 2 threads", "\(Line.digits(seconds[1])) s",
            "on 1 thread: \(Line.digits(seconds[0])) s", Line.digits(seconds[0] / seconds[1]))
        Line.show(
            "  processor time of the 8", "\(Line.digits(work[1])) s",
            "on 1 thread: \(Line.digits(work[0])) s; idle cores give", Line.digits(2 * work[0] / work[1]))
    }
}
