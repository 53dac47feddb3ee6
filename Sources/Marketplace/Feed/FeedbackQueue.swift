package import PolicyKit
import Storage

/// Holds what exposures led to until the platform would know it, then hands it to the learning policy.
///
/// A reference, so that arms which share a learner share its queue.
package final class FeedbackQueue {
    private let width: Int
    /// Milliseconds from exposure to feedback.
    package var delay: Int64
    /// Milliseconds after a delivery in which nothing is handed over.
    private let interval: Int64
    // Ten accesses an outcome: beginning each with a check took 3 % of the instructions of a world with a learner. They are all of this class's, and none
    // comes within another.
    @exclusivity(unchecked) private var opensAt = Int64.min
    @exclusivity(unchecked) private var times = Column<Int64>()
    @exclusivity(unchecked) private var exposureTimes = Column<Int64>()
    @exclusivity(unchecked) private var ownership = Column<UInt8>()
    @exclusivity(unchecked) private var items = Column<Item>(repeating: .none, count: 0)
    @exclusivity(unchecked) private var outcomes = Column<UInt32>()
    @exclusivity(unchecked) private var rows: Column<Float>
    @exclusivity(unchecked) private var first = 0
    /// Outcomes that no longer stand in the columns.
    @exclusivity(unchecked) private var dropped = 0
    /// Tickets of another queue that were taken over, and what they are ahead of the tickets here.
    private var taken: (tickets: Range<Int>, ahead: Int) = (0..<0, 0)

    package init(width: Int, delay: Int64, interval: Int64 = 0) {
        self.width = width
        self.delay = delay
        self.interval = interval
        rows = Column(repeating: 0, count: 0, minimumCapacity: 1_024 * width)
    }

    /// - Parameters:
    ///   - time: milliseconds of what is told.
    ///   - exposure: milliseconds of the exposure; nil where that is what is told.
    ///   - isOwn: whether the policy that will hear of it ranked the page.
    package func add(
        _ item: Item, _ outcome: FeedbackBatch.Outcome, row: UnsafePointer<Float>, at time: Int64,
        exposure: Int64? = nil, isOwn: Bool = true
    ) {
        if first > 4_096, first * 2 > times.count { compact() }
        times.append(time)
        exposureTimes.append(exposure ?? time)
        ownership.append(isOwn ? 1 : 0)
        items.append(item)
        outcomes.append(outcome.rawValue)
        let start = rows.count
        rows.extend(by: width, with: 0)
        for index in 0..<width { rows[start + index] = row[index] }
    }

    /// The ticket of the outcome that is added next: its number among all that ever were.
    package var nextTicket: Int { dropped + times.count }

    /// What became of an exposure later is added to its outcome, if that still waits.
    package func add(_ later: FeedbackBatch.Outcome, to ticket: Int) {
        let index = ticket - dropped
        if index >= first, index < outcomes.count { outcomes[index] |= later.rawValue }
    }

    /// As `add(_:to:)`, by the ticket of an outcome in the queue that this one took over.
    package func add(_ later: FeedbackBatch.Outcome, toTaken ticket: Int) {
        if taken.tickets.contains(ticket) { add(later, to: ticket - taken.ahead) }
    }

    /// Adds what waits in another queue of the same width; there it waits on.
    package func takeOver(_ other: FeedbackQueue) {
        precondition(other.width == width, "queues of equal policies are equally wide")
        let tickets = other.dropped + other.first..<other.nextTicket
        taken = (tickets, tickets.lowerBound - nextTicket)
        for index in other.first..<other.times.count {
            add(
                other.items[index], FeedbackBatch.Outcome(rawValue: other.outcomes[index]),
                row: other.rows.base + index * width, at: other.times[index], exposure: other.exposureTimes[index],
                isOwn: other.ownership[index] != 0)
        }
    }

    /// Whether there is anything to hand over.
    package func isDue(at now: Int64) -> Bool {
        first < times.count && times[first] + delay <= now && now >= opensAt
    }

    /// Hands over all that is due by now as one batch, if there is any.
    /// - Parameter isLast: whether there is no later occasion, so that no interval is waited for.
    package func deliver(now: Int64, isLast: Bool = false, to learn: (borrowing FeedbackBatch) -> Void) {
        guard isLast || now >= opensAt else { return }
        let start = first
        while first < times.count, times[first] + delay <= now { first += 1 }
        guard first > start else { return }
        if interval > 0 { opensAt = now + interval }
        learn(
            FeedbackBatch(
                count: first - start, rememberedCount: width, shown: items.base + start,
                outcomes: outcomes.base + start, rows: rows.base + start * width, times: times.base + start,
                exposureTimes: exposureTimes.base + start, ownership: ownership.base + start))
    }

    private func compact() {
        times.removeFirst(first)
        exposureTimes.removeFirst(first)
        ownership.removeFirst(first)
        items.removeFirst(first)
        outcomes.removeFirst(first)
        rows.removeFirst(first * width)
        dropped += first
        first = 0
    }

    /// Bytes set aside.
    var bytes: Int {
        times.bytes + exposureTimes.bytes + ownership.bytes + items.bytes + outcomes.bytes + rows.bytes
    }
}
