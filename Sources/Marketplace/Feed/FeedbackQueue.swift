import PolicyKit

/// Holds what exposures led to until the platform would know it, then hands it to the learning policy.
///
/// A reference, so that arms which share a learner share its queue.
final class FeedbackQueue {
    private let width: Int
    /// Milliseconds from exposure to feedback.
    private let delay: Int64
    private var times = Column<Int64>()
    private var listings = Column<UInt32>()
    private var outcomes = Column<UInt8>()
    private var rows: Column<Float>
    private var first = 0

    init(width: Int, delay: Int64) {
        self.width = width
        self.delay = delay
        rows = Column(repeating: 0, count: 0, minimumCapacity: 1_024 * width)
    }

    func add(_ listing: UInt32, _ outcome: FeedbackBatch.Outcome, row: UnsafePointer<Float>, at time: Int64) {
        if first > 4_096, first * 2 > times.count { compact() }
        times.append(time)
        listings.append(listing)
        outcomes.append(outcome.rawValue)
        let start = rows.count
        rows.extend(by: width, with: 0)
        for index in 0..<width { rows[start + index] = row[index] }
    }

    /// Lets the policy learn from all that is due by now.
    func deliver(to policy: any RankingPolicy, now: Int64) {
        let start = first
        while first < times.count, times[first] + delay <= now { first += 1 }
        guard first > start else { return }
        policy.learn(
            from: FeedbackBatch(
                count: first - start, rememberedCount: width, ids: listings.base + start,
                outcomes: outcomes.base + start, rows: rows.base + start * width))
    }

    private func compact() {
        times.removeFirst(first)
        listings.removeFirst(first)
        outcomes.removeFirst(first)
        rows.removeFirst(first * width)
        first = 0
    }

    /// Bytes set aside.
    var bytes: Int { times.bytes + listings.bytes + outcomes.bytes + rows.bytes }
}
