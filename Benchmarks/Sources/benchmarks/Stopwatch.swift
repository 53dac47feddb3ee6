import Foundation

/// Reads clocks: the processor time of the calling thread, which does not count what other programs do, and real time.
enum Stopwatch {
    /// Seconds of processor time that this thread has used.
    static var threadSeconds: Double { seconds(CLOCK_THREAD_CPUTIME_ID) }
    /// Seconds of processor time that all threads of this program have used.
    static var processSeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }
    /// Seconds of processor time of the programs that this one has started and that have ended.
    static var endedChildrenSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
    /// Seconds of real time.
    static var wallSeconds: Double { seconds(CLOCK_MONOTONIC) }

    /// Processor seconds of this thread that `work` takes.
    static func measure(_ work: () throws -> Void) rethrows -> Double {
        let start = threadSeconds
        try work()
        return threadSeconds - start
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// The middle of several measurements: one disturbed round does not move it.
func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
