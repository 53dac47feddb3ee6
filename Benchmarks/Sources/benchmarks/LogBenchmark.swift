import Foundation
import MarketLab

/// Rows a second of the event log as CSV.
enum LogBenchmark {
    /// Keeps the first records of a journal.
    private final class Recorder: JournalConsumer {
        var records: [JournalRecord] = []

        func consume(_ records: borrowing Span<JournalRecord>) {
            for index in records.indices { self.records.append(records[index]) }
        }
    }

    static func run() throws {
        let plan = BenchmarkPlan.plan(users: 4_000, listings: 20_000, days: 365)
        let recorder = Recorder()
        let runner = WorldRunner(plan: plan, policies: .builtIn)
        let world = try Stopwatch.measure {
            _ = try runner.run(BenchmarkPlan.experiment, consumers: [recorder]) { _ in
                recorder.records.count < 2_000_000
            }
        }
        let records = recorder.records
        let folder = NSTemporaryDirectory() + "marketlab-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let seconds = try (0..<3).map { round in
            let log = try EventLog(folder: "\(folder)/\(round)", task: BenchmarkPlan.experiment, plan: plan)
            return try Stopwatch.measure {
                var start = 0
                while start < records.count {
                    let end = min(start + 4_096, records.count)
                    try log.consume(records.span.extracting(start..<end))
                    start = end
                }
            }
        }
        let rows = Double(records.count)
        Line.show(
            "event log as CSV", Line.rate(rows / median(seconds), "rows"),
            "world that makes them: \(Line.rate(rows / world)) rows", Line.digits(world / median(seconds)))
    }
}
