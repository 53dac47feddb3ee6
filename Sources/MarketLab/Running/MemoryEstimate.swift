package import Experiments
import Foundation

/// What the system lets this process have. Too little of it shows up late and elsewhere: as a store that cannot be written, as
/// a thread that never starts.
enum ProcessLimits {
    /// The run store and the event logs of a few worlds.
    private static let leastFiles: UInt64 = 64
    private static let mostFiles: rlim_t = 65_536
    /// The program, its libraries and the stacks of its threads.
    private static let leastAddressSpace: UInt64 = 1 << 30

    private static let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    private static let addresses = __rlimit_resource_t(RLIMIT_AS.rawValue)

    /// Takes as many files as may be had.
    /// - Throws: which limit is too low for anything, and how it is set.
    static func check() throws(Mistake) {
        var files = rlimit()
        if getrlimit(openFiles, &files) == 0, files.rlim_cur < files.rlim_max {
            files.rlim_cur = min(files.rlim_max, mostFiles)
            _ = setrlimit(openFiles, &files)
        }
        if let limit = limit(openFiles), limit < leastFiles {
            throw Mistake("only \(limit) files may be open at once (ulimit -n); MarketLab needs \(leastFiles)")
        }
        if let limit = addressSpace, limit < leastAddressSpace {
            throw Mistake(
                "only \(limit >> 20) MiB of address space may be had (ulimit -v); MarketLab needs \(leastAddressSpace >> 20)"
            )
        }
    }

    /// Bytes that may be mapped; nil where nothing limits them.
    static var addressSpace: UInt64? { limit(addresses) }

    private static func limit(_ resource: __rlimit_resource_t) -> UInt64? {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur != rlim_t.max else { return nil }
        return UInt64(limit.rlim_cur)
    }
}

/// Estimates, before a run, how much memory its worlds will need, and refuses what cannot fit.
package struct MemoryEstimate {
    /// Bytes of all worlds that run at once.
    package let bytes: Double
    /// The keys that a person can lower.
    private let remedy: String

    package init(_ plan: Plan, threads: Int) {
        let estimate = plan.model.estimate(of: plan, threads: threads)
        (bytes, remedy) = (estimate.bytes, estimate.remedy)
    }

    /// - Throws: `Mistake` when the estimate is more than the machine has to give.
    func check(available: Double? = MemoryEstimate.available) throws {
        guard let available, bytes > available else { return }
        throw Mistake(
            "the scenario needs about \(MemoryEstimate.text(bytes)) of memory and \(MemoryEstimate.text(available)) are "
                + "available; lower \(remedy) or --threads")
    }

    /// What the system can still hand out, in bytes, or may hand out to a container; nil where it does not say.
    static var available: Double? {
        let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"].compactMap { file in
            (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { Double($0.prefix { $0.isNumber }) }
        }
        return (limits + [free, ProcessLimits.addressSpace.map { Double($0) }].compactMap(\.self)).min()
    }

    private static var free: Double? {
        guard let lines = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8).split(separator: "\n"),
            let line = lines.first(where: { $0.hasPrefix("MemAvailable:") }),
            let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return nil }
        return kilobytes * 1_024
    }

    private static func text(_ bytes: Double) -> String { String(format: "%.1f GB", bytes / 1e9) }
}
