import Experiments
import Foundation
import Synchronization

/// Shows on standard error how far some work is: one line that renews itself on a terminal, a quiet line now and then
/// elsewhere.
final class ProgressLine: Sendable {
    /// What to say after so many seconds.
    private let text: @Sendable (Double) -> String
    private let isTerminal: Bool
    /// Seconds until the first line where there is no terminal; nil for work of which only a person at one wants to hear.
    private let firstLine: Double?
    private let began = ContinuousClock.now
    private let isOver = Mutex(false)

    /// A line that counts a run's worlds.
    init(_ progress: RunProgress) {
        let alreadyDone = progress.worldsDone
        text = { ProgressLine.text(of: progress, alreadyDone: alreadyDone, after: $0) }
        isTerminal = TerminalColour.renewsStandardError
        firstLine = 10
    }

    /// A line for work that says in words what it is at present, and how far if it can.
    private init(of work: @escaping @Sendable () -> String) {
        text = { "\(work())  \(ProgressLine.clock($0))" }
        isTerminal = TerminalColour.renewsStandardError
        firstLine = nil
    }

    /// Shows, on a terminal, that the work is under way until it ends.
    static func showing<Result>(_ work: String, _ body: () throws -> Result) rethrows -> Result {
        let line = ProgressLine(of: { work })
        line.start()
        defer { line.finish() }
        return try body()
    }

    /// As `showing(_:_:)`, of work that waits for others and goes on to other work.
    static func showing<Result>(
        _ work: @escaping @Sendable () -> String, _ body: () async throws -> Result
    ) async rethrows -> Result {
        let line = ProgressLine(of: work)
        line.start()
        defer { line.finish() }
        return try await body()
    }

    /// Shows the line from now on.
    func start() {
        guard isTerminal || firstLine != nil else { return }
        let line = self
        Thread.detachNewThread { line.show() }
    }

    /// Stops and clears the line.
    func finish() {
        isOver.withLock { over in
            if !over, isTerminal { StandardStreams.renew("") }
            over = true
        }
    }

    private func show() {
        var nextLine = firstLine ?? .infinity
        while true {
            Thread.sleep(forTimeInterval: isTerminal ? 0.2 : 1)
            let elapsed = (ContinuousClock.now - began) / .seconds(1)
            let proceeds = isOver.withLock { over in
                if over { return false }
                if isTerminal {
                    StandardStreams.renew(text(elapsed))
                } else if elapsed >= nextLine {
                    StandardStreams.say(text(elapsed))
                    nextLine = elapsed + 30
                }
                return true
            }
            if !proceeds { return }
        }
    }

    private static func text(of progress: RunProgress, alreadyDone: Int, after elapsed: Double) -> String {
        let done = progress.worldsDone
        let rate = elapsed > 0 ? Double(progress.events) / elapsed : 0
        let ours = done - alreadyDone
        let left = ours > 0 ? elapsed / Double(ours) * Double(progress.worlds - done) : nil
        return String(format: "worlds %d/%d  %.2f M events/s  ", done, progress.worlds, rate / 1e6)
            + (left.map { "about \(ProgressLine.clock($0)) left" } ?? "estimating the time left")
    }

    static func clock(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        return String(format: "%d:%02d", whole / 60, whole % 60)
    }
}
