import CPluginGuard
import Foundation
import PolicyKit

/// A process in which policies of somebody else live, asked over a socket and shown batches in shared memory.
///
/// A question is 24 bytes (what, of which instance, an argument, and how many bytes follow), an answer 8 (a status, and how many
/// bytes follow). All numbers are little-endian.
final class WorkerProcess {
    /// What is asked.
    enum Question: UInt32 {
        case describe, create, reset, decide, learn, property, save, load, destroy
    }

    private var worker = plugin_worker()
    /// What it prints; nil where the system had no pipe for it.
    private let printed: PrintedStream?
    private let timeLimit: Double
    private let memoryLimit: Double
    /// Watches over the memory that it takes.
    private var watch: MemoryWatch.Ticket?
    private var hasEnded = false
    private(set) var memory: UnsafeMutableRawPointer?
    private(set) var capacity = 0

    /// - Parameters:
    ///   - arguments: of the program, its name first.
    ///   - name: under which its log has what it prints.
    ///   - timeLimit: milliseconds on the clock that an answer may take.
    ///   - memoryLimit: bytes that it may take.
    ///   - isDebugged: whether it may read from this process's terminal.
    init(
        _ arguments: [String], environment: [String: String], name: String, timeLimit: Double,
        memoryLimit: Double, isDebugged: Bool
    ) throws(GuestError) {
        (self.timeLimit, self.memoryLimit) = (timeLimit, memoryLimit)
        printed = PluginLog.shared.stream(of: name)
        let code = CStrings.with(arguments) { [printed] arguments in
            CStrings.with(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }) {
                plugin_worker_start(&worker, arguments, $0, printed?.descriptor ?? -1, isDebugged)
            }
        }
        printed?.closeWriting()
        guard code == 0 else {
            hasEnded = true
            throw GuestError("\(arguments[0]) cannot be started: \(String(cString: strerror(code)))")
        }
        watch = MemoryWatch.shared.watch(worker.process, group: worker.group, limit: Int(memoryLimit))
    }

    deinit {
        if let memory { munmap(memory, capacity) }
        if !hasEnded { kill() }
    }

    /// Ends the process, if it has not ended by itself.
    /// - Returns: its status as of `waitpid` where it had ended; and whether it was ended for the memory that it took.
    @discardableResult
    private func kill(afterStatus: Bool = false) -> (status: Int32, tookTooMuch: Bool) {
        // Before its number can be another's.
        let tookTooMuch = watch.map { MemoryWatch.shared.leave($0) } ?? false
        let status = afterStatus ? plugin_worker_status(&worker) : -1
        plugin_worker_end(&worker)
        hasEnded = true
        return (status, tookTooMuch)
    }

    /// The number of the process.
    var number: Int32 { worker.process }

    /// Makes room in the shared memory. - Returns: its start.
    func room(_ bytes: Int) throws(GuestError) -> UnsafeMutableRawPointer {
        if let memory, bytes <= capacity { return memory }
        let wanted = max(1 << 16, (2 * bytes + 4095) & ~4095)
        guard let made = plugin_worker_map(&worker, memory, capacity, wanted) else {
            memory = nil
            throw GuestError("there is no memory for a batch of \(bytes) bytes")
        }
        (memory, capacity) = (made, wanted)
        return made
    }

    /// Asks, and waits for the answer.
    /// - Parameter least: milliseconds that the answer may take, where the usual ones are fewer.
    /// - Returns: the status, and what follows.
    func ask(
        _ question: Question, _ instance: UInt32 = 0, _ argument: UInt64 = 0, _ more: [UInt8] = [],
        atLeast least: Double = 0
    ) throws(GuestError) -> (status: Int32, bytes: [UInt8]) {
        guard !hasEnded else { throw GuestError("its process has ended") }
        var frame: (UInt32, UInt32, UInt64, UInt64) = (question.rawValue, instance, argument, UInt64(more.count))
        var code = withUnsafeBytes(of: &frame) { plugin_worker_send(&worker, $0.baseAddress, 24) }
        if code == 0, !more.isEmpty { code = plugin_worker_send(&worker, more, more.count) }
        if code != 0 { throw end() }
        var answer: (Int32, UInt32) = (0, 0)
        let deadline = Int64(max(least, timeLimit))
        code = withUnsafeMutableBytes(of: &answer) { plugin_worker_receive(&worker, $0.baseAddress, 8, deadline) }
        var bytes: [UInt8] = []
        if code == 0, answer.1 > 0 {
            bytes = [UInt8](repeating: 0, count: Int(answer.1))
            code = plugin_worker_receive(&worker, &bytes, bytes.count, deadline)
        }
        guard code == 0 else { throw code == -2 ? late(deadline) : end() }
        return (answer.0, bytes)
    }

    private func late(_ limit: Int64) -> GuestError {
        kill()
        return GuestError("it took longer than its time limit of \(limit) ms")
    }

    /// Says how the process has ended.
    private func end() -> GuestError {
        let (status, tookTooMuch) = kill(afterStatus: true)
        if tookTooMuch {
            return GuestError("it took more memory than its limit of \(PolicyKit.Unit.bytes.text(memoryLimit))")
        }
        guard status >= 0 else { return GuestError("its process closed its connection") }
        // What it has printed last may say more.
        printed?.waitForEnd()
        if let words = printed?.sanitizerWords { return GuestError(words) }
        let (signal, code) = (status & 0x7F, status >> 8 & 0xFF)
        if signal == 0, code == EXIT_TOUCHED {
            return GuestError("it used memory of a call that was over")
        }
        if signal == 0 {
            let last = printed?.lastLine ?? ""
            let words = code == 0 || last.isEmpty ? "" : "; it said last: \(last.prefix(300))"
            return GuestError("its process ended with exit code \(code)\(words)")
        }
        return GuestError("its process crashed (\(String(cString: strsignal(signal)).lowercased()))")
    }
}

/// Texts as C wants them: with NULL behind the last.
enum CStrings {
    static func with<Result>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var copies: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("there is a NULL at least") }
            return body(start)
        }
    }
}
