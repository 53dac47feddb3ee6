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
