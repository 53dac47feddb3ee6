import Experiments
import Foundation
import Synchronization

/// Shows on standard error how far a run is: one line that renews itself on a terminal, a quiet line now and then elsewhere.
final class ProgressLine: Sendable {
    private let progress: RunProgress
    private let isTerminal: Bool
    private let began = ContinuousClock.now
    private let alreadyDone: Int
    private let isOver = Mutex(false)

    init(_ progress: RunProgress) {
        self.progress = progress
        alreadyDone = progress.worldsDone
        isTerminal = isatty(STDERR_FILENO) == 1
    }

    /// Shows the line from now on.
    func start() {
        let line = self
        Thread.detachNewThread { line.show() }
    }

    /// Stops and clears the line.
    func finish() {
        isOver.withLock { over in
            if !over, isTerminal { StandardStreams.say("\r\u{1B}[2K", terminator: "") }
            over = true
        }
    }

    private func show() {
        var nextLine = 10.0
        while true {
            Thread.sleep(forTimeInterval: isTerminal ? 0.2 : 1)
            let elapsed = (ContinuousClock.now - began) / .seconds(1)
            let proceeds = isOver.withLock { over in
                if over { return false }
                if isTerminal {
                    StandardStreams.say("\r\u{1B}[2K\(text(elapsed))", terminator: "")
                } else if elapsed >= nextLine {
                    StandardStreams.say(text(elapsed))
                    nextLine = elapsed + 30
                }
                return true
            }
            if !proceeds { return }
        }
    }

    private func text(_ elapsed: Double) -> String {
        let done = progress.worldsDone
        let rate = elapsed > 0 ? Double(progress.events) / elapsed : 0
        let ours = done - alreadyDone
        let left = ours > 0 ? elapsed / Double(ours) * Double(progress.worlds - done) : nil
        return String(format: "worlds %d/%d  %.2f M events/s  ", done, progress.worlds, rate / 1e6)
            + (left.map { "about \(ProgressLine.clock($0)) left" } ?? "estimating the time left")
    }

    private static func clock(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        return String(format: "%d:%02d", whole / 60, whole % 60)
    }
}
