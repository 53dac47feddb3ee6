import EventSimulation
import Foundation
import HoldKernel
import Randomness

/// The hold model: the earliest of so many pending events is taken and another one scheduled an exponential time later.
struct HoldBenchmark {
    private static let meanGap = 1e6
    private let pending: Int
    private let gaps: [Int64]

    private init(pending: Int) {
        self.pending = pending
        gaps = (0..<Int(HOLD_GAPS)).map { index in
            let uniform = (Double(index) + 0.5) / Double(HOLD_GAPS)
            return Int64(-log(uniform) * HoldBenchmark.meanGap)
        }
    }

    static func run() {
        for pending in [1_000, 100_000, 1_000_000] { HoldBenchmark(pending: pending).run() }
    }

    /// Rounds of queue and C heap in turn; medians.
    private func run() {
        var queue = EventQueue<UInt32>(minimumCapacity: pending)
        var draws: UInt64 = 0
        for payload in 0..<UInt32(pending) { schedule(payload, in: &queue, &draws) }
        guard let heap = hold_heap_make(UInt32(pending), gaps) else { return }
        defer { hold_heap_free(heap) }
        let holds = 2_000_000
        // The buckets reach their steady shape, and both their share of the caches.
        hold(holds, in: &queue, &draws)
        _ = hold_heap_run(heap, UInt64(holds))
        var here: [Double] = []
        var beside: [Double] = []
        for _ in 0..<5 {
            here.append(Stopwatch.measure { hold(holds, in: &queue, &draws) })
            beside.append(Stopwatch.measure { _ = hold_heap_run(heap, UInt64(holds)) })
        }
        let rate = Double(holds) / median(here)
        let reference = Double(holds) / median(beside)
        Line.show(
            "hold model, \(Line.count(pending)) pending", Line.rate(rate, "events"),
            "4-ary heap in C: \(Line.rate(reference))", Line.digits(rate / reference))
    }

    @inline(never) private func hold(_ count: Int, in queue: inout EventQueue<UInt32>, _ draws: inout UInt64) {
        for _ in 0..<count {
            guard let payload = queue.next() else { return }
            schedule(payload, in: &queue, &draws)
        }
    }

    @inline(__always) private func schedule(
        _ payload: UInt32, in queue: inout EventQueue<UInt32>, _ draws: inout UInt64
    ) {
        let bits = StableHash.mix(0, draws)
        draws &+= 1
        queue.schedule(payload, at: queue.now + gaps[Int(bits &>> 48)], tie: bits)
    }
}
