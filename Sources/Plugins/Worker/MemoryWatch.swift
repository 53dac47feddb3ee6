import Foundation
import Synchronization

/// Ends worker processes that take more memory than they may.
///
/// What counts is memory that is there, and no file's: an allocator that reserves addresses by the gigabyte takes nothing, which a limit
/// of the system's (`RLIMIT_AS`, `RLIMIT_DATA`) would not know. A thread looks while there is a worker.
final class MemoryWatch: Sendable {
    static let shared = MemoryWatch()

    /// Tells one watched process from another, whatever the system's number of it.
    struct Ticket: Hashable { fileprivate let number: Int }

    private struct Watched {
        let process: Int32
        /// What is killed with it.
        let group: Int32
        let limit: Int
        var tookTooMuch = false
    }

    private struct State {
        var watched: [Ticket: Watched] = [:]
        var tickets = 0
        var isLooking = false
    }

    private let state = Mutex(State())
    /// Microseconds from one look to the next, in which a process touches a hundred megabytes at most.
    private static let pause: UInt32 = 50_000

    /// - Parameters:
    ///   - group: what is killed with the process, as of `kill`.
    ///   - limit: bytes.
    func watch(_ process: Int32, group: Int32, limit: Int) -> Ticket {
        state.withLock { state in
            state.tickets += 1
            let ticket = Ticket(number: state.tickets)
            state.watched[ticket] = Watched(process: process, group: group, limit: limit)
            if !state.isLooking {
                state.isLooking = true
                Thread.detachNewThread { while self.look() { usleep(Self.pause) } }
            }
            return ticket
        }
    }

    /// Looks no longer: must be called before the process is waited for, as its number may be another's then.
    /// - Returns: whether the process was ended for what it took.
    func leave(_ ticket: Ticket) -> Bool {
        state.withLock { $0.watched.removeValue(forKey: ticket)?.tookTooMuch ?? false }
    }

    /// - Returns: whether there is anything left to look at.
    private func look() -> Bool {
        state.withLock { state in
            for (ticket, watched) in state.watched where !watched.tookTooMuch {
                guard let bytes = Self.bytes(of: watched.process), bytes > watched.limit else { continue }
                state.watched[ticket]?.tookTooMuch = true
                kill(watched.group, SIGKILL)
            }
            state.isLooking = !state.watched.isEmpty
            return state.isLooking
        }
    }

    /// Bytes of memory that a process has of its own; nil where the system does not say.
    static func bytes(of process: Int32) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8) else { return nil }
        let numbers = text.split(separator: " ").compactMap { Int($0) }
        return numbers.count > 2 ? (numbers[1] - numbers[2]) * Int(getpagesize()) : nil
    }
}
