package import Experiments
import Foundation

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
