import Foundation
import Synchronization

/// A pipe whose lines a thread of its own hands on as they come, so that who prints is never kept waiting.
final class PrintedStream: Sendable {
    /// The end that is written to; -1 after it was closed here.
    private let writing: Mutex<Int32>
    private let reading: Int32
    private let state = Mutex(State())
    private let take: @Sendable (String) -> Void

    private struct State {
        var hasEnded = false
        /// Marks of `flush` that have come through.
        var flushed = 0
        var finding = SanitizerFinding()
        var last = ""
    }

    /// Bytes of a line; what is longer goes on in the next.
    private static let longest = 4_000
    /// Seconds that who waits for the end of a stream waits at most.
    private static let patience = 1.0

    /// A pipe of its own; nil where the system has none.
    init?(_ take: @escaping @Sendable (String) -> Void) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        reading = ends[0]
        writing = Mutex(ends[1])
        self.take = take
        Thread.detachNewThread { self.read() }
    }

    /// Reads the end of a pipe that is there already.
    init(reading end: Int32, _ take: @escaping @Sendable (String) -> Void) {
        reading = end
        writing = Mutex(-1)
        self.take = take
        Thread.detachNewThread { self.read() }
    }

    deinit { closeWriting() }

    /// The end that is written to.
    var descriptor: Int32 { writing.withLock { $0 } }

    /// Leaves the writing to the process that was given its end.
    func closeWriting() {
        writing.withLock { end in
            if end >= 0 { close(end) }
            end = -1
        }
    }

    /// Whether all who could write have ended.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// The last line that is not empty.
    var lastLine: String { state.withLock { $0.last } }

    /// What the address sanitizer has printed of a fault; nil where it printed nothing.
    var sanitizerWords: String? { state.withLock { $0.finding.words } }

    /// Waits until all who could write have ended, which is a second at most.
    func waitForEnd() { wait { $0.hasEnded } }

    /// Waits until what this process has printed into it has come through.
    func flush() {
        let wanted = state.withLock { $0.flushed } + 1
        let mark: [UInt8] = [0, UInt8(ascii: "\n")]
        guard write(STDOUT_FILENO, mark, mark.count) == mark.count else { return }
        wait { $0.flushed >= wanted }
    }

    private func wait(_ isOver: (State) -> Bool) {
        let start = ContinuousClock.now
        while !state.withLock({ isOver($0) }), (ContinuousClock.now - start) / .seconds(1) < Self.patience {
            usleep(1_000)
        }
    }

    private func read() {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = Foundation.read(reading, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            for byte in buffer.prefix(count) {
                if byte == UInt8(ascii: "\n") {
                    hand(&line)
                } else {
                    if line.count == Self.longest { hand(&line) }
                    line.append(byte)
                }
            }
        }
        if !line.isEmpty { hand(&line) }
        close(reading)
        state.withLock { $0.hasEnded = true }
    }

    private func hand(_ line: inout [UInt8]) {
        defer { line.removeAll(keepingCapacity: true) }
        let isMark = line.last == 0
        if isMark { line.removeLast() }
        if !isMark || !line.isEmpty {
            let text = String(decoding: line, as: UTF8.self)
            state.withLock { state in
                state.finding.read(text)
                if !text.isEmpty { state.last = text }
            }
            take(text)
        }
        if isMark { state.withLock { $0.flushed += 1 } }
    }
}
