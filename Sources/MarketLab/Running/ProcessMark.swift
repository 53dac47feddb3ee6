import Foundation
package import RunStore

/// Names a process so that another can tell later whether it still runs.
///
/// The system gives a process's number again, so its start time stands beside it where the system tells.
enum ProcessMark {
    /// The mark of this process: `host number start`.
    static let own = "\(host) \(getpid()) \(start(of: getpid()) ?? "")"

    /// Whether the process runs; true also when it ran on another machine, of which nothing is known here.
    static func isAlive(_ mark: String) -> Bool {
        let parts = mark.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let number = Int32(parts[1]) else { return false }
        guard parts[0] == host else { return true }
        guard kill(number, 0) == 0 || errno == EPERM else { return false }
        return parts[2].isEmpty || start(of: number) == parts[2]
    }

    private static let host: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self).replacing(" ", with: "-")
    }()

    /// Ticks between the machine's start and the process's; nil when it has ended, or where the system does not say.
    private static func start(of number: Int32) -> String? {
        guard let text = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        // What follows the program's name in brackets: state, and 18 others before the start.
        let fields = text[end...].dropFirst().split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return String(fields[19])
    }
}

extension RunRecord {
    /// Where the run stands, also when it was killed before it could say so.
    package var statusNow: Status {
        guard status == .running, let process, !ProcessMark.isAlive(process) else { return status }
        return .interrupted
    }
}
