import EventSimulation
import MarketLabTesting
import Randomness
import Testing

/// Takes all events of a queue.
func drain<Payload>(_ queue: inout EventQueue<Payload>) -> [Payload] {
    var taken: [Payload] = []
    while let payload = queue.next() { taken.append(payload) }
    return taken
}

@Suite(.hangLimit) struct EventQueueTests {
    @Test func anEmptyQueueHasNothingAndStandsAtZero() {
        var queue = EventQueue<Int>()
        let (next, peeked, now) = (queue.next(), queue.peekTime(), queue.now)
        #expect(next == nil)
        #expect(peeked == nil)
        #expect(now == .zero)
    }

    @Test func eventsComeByTimeAndThenByTie() {
        var queue = EventQueue<Int>()
        queue.schedule(5, at: .seconds(2), tie: 0)
        queue.schedule(3, at: .seconds(1), tie: 7)
        queue.schedule(2, at: .seconds(1), tie: 3)
        queue.schedule(4, at: .seconds(1), tie: 1 << 51)
        queue.schedule(1, at: .zero, tie: .max)
        #expect(drain(&queue) == [1, 2, 3, 4, 5])
        let now = queue.now
        #expect(now == .seconds(2))
    }

    @Test func onlyTheLow52BitsOfATieCount() {
        var queue = EventQueue<Int>()
        queue.schedule(2, at: .zero, tie: 2)
        queue.schedule(1, at: .zero, tie: 1 | 1 << 52)
        #expect(drain(&queue) == [1, 2])
    }

    /// Equal ties come in an order that is arbitrary, but the same in every run.
    @Test func equalTiesAreRepeatable() {
        func run() -> [Int] {
            var queue = EventQueue<Int>()
            let handles = (0..<5_000).map { queue.schedule($0, at: .milliseconds(5), tie: 9) }
            queue.cancel(handles[17])
            return drain(&queue)
        }
        #expect(run() == run())
        #expect(run().sorted() == (0..<5_000).filter { $0 != 17 })
    }

    @Test func theLimitIsInclusiveAndTheClockWaits() {
        var queue = EventQueue<Int>()
        queue.schedule(1, at: .seconds(1), tie: 0)
        queue.schedule(2, at: .seconds(2), tie: 0)
        let taken = (queue.next(through: .milliseconds(999)), queue.now, queue.next(through: .seconds(1)), queue.now)
        #expect(taken == (nil, .zero, 1, .seconds(1)))
        let rest = (queue.next(through: .milliseconds(1_999)), queue.now, queue.count)
        #expect(rest == (nil, .seconds(1), 1))
    }

    @Test func aHandlerMaySchedule() {
        var queue = EventQueue<Int>()
        queue.schedule(0, at: .zero, tie: 0)
        var seen: [Int] = []
        let handled = queue.run(through: .seconds(3)) { queue, payload in
            seen.append(payload)
            queue.schedule(payload + 1, at: queue.now + 1_000, tie: 0)
        }
        let left = (queue.count, queue.now)
        #expect(seen == [0, 1, 2, 3])
        #expect(handled == 4)
        #expect(left == (1, .seconds(3)))
    }

    @Test func aHandleIsGoodOnce() {
        var queue = EventQueue<Int>()
        let first = queue.schedule(1, at: .seconds(1), tie: 0)
        let pending = (queue.isPending(first), queue.time(of: first))
        #expect(pending == (true, .seconds(1)))
        let cancelled = [queue.cancel(first), queue.cancel(first), queue.cancel(.none)]
        #expect(cancelled == [true, false, false])
        // The slot is used again, under another name.
        let second = queue.schedule(2, at: .seconds(1), tie: 0)
        #expect(first != second)
        let refused = [queue.cancel(first), queue.reschedule(first, at: .seconds(5), tie: 0)]
        #expect(refused == [false, false])
        #expect(drain(&queue) == [2])
        let after = (queue.cancel(second), queue.time(of: second))
        #expect(after == (false, nil))
    }

    @Test func aMovedEventKeepsItsHandle() {
        var queue = EventQueue<Int>()
        let handle = queue.schedule(1, at: .seconds(1), tie: 0)
        queue.schedule(2, at: .seconds(2), tie: 0)
        for time in [3, 1, 3, 1, 4] as [Int] { queue.reschedule(handle, at: .seconds(time), tie: 0) }
        let time = (queue.time(of: handle), queue.peekTime(), queue.count)
        #expect(time == (.seconds(4), .seconds(2), 2))
        #expect(drain(&queue) == [2, 1])
    }

    /// A user who reschedules for ever, even back to the very same instant, must not fill the memory.
    @Test(arguments: [0, 1, 50_000])
    func keysLeftBehindAreBounded(others: Int) {
        var queue = EventQueue<Int>()
        for other in 0..<others { queue.schedule(other, at: .days(1) + Int64(other), tie: 0) }
        var handle = queue.schedule(-1, at: .seconds(1), tie: 0)
        var most = 0
        for turn in 0..<200_000 {
            if turn % 3 == 0 {
                queue.cancel(handle)
                handle = queue.schedule(-1, at: .hours(30), tie: 5)
            } else {
                queue.reschedule(handle, at: .hours(turn % 3 * 10), tie: 5)
            }
            most = max(most, queue.storedKeyCount)
        }
        #expect(most <= 2 * (others + 1) + 1_025)
        let count = queue.count
        #expect(count == others + 1)
        #expect(drain(&queue).count == others + 1)
    }

    @Test func schedulingInThePastIsRefused() async {
        await #expect(processExitsWith: .failure) {
            var queue = EventQueue<Int>()
            queue.schedule(1, at: .seconds(1), tie: 0)
            _ = queue.next()
            queue.schedule(2, at: .milliseconds(999), tie: 0)
        }
        await #expect(processExitsWith: .failure) {
            var queue = EventQueue<Int>()
            let handle = queue.schedule(1, at: .seconds(1), tie: 0)
            queue.schedule(1, at: .seconds(1), tie: 0)
            _ = queue.next()
            queue.reschedule(handle, at: .zero, tie: 0)
        }
    }

    @Test func schedulingBeyondTheRangeIsRefused() async {
        await #expect(processExitsWith: .failure) {
            var queue = EventQueue<Int>()
            queue.schedule(1, at: .latest + 1, tie: 0)
        }
    }

    /// Every tier of the queue at work: 300,000 pending events, each taken and put back twice.
    @Test(arguments: [1.0, 1e3, 1e6, 1e9])
    func manyEventsComeInOrder(mean: Double) throws {
        var stream = RandomKey(seed: 1).stream(Purpose(rawValue: 1), 0, 0, 0)
        var queue = EventQueue<UInt64>()
        let count = 300_000
        for index in 0..<count {
            let tie = stream.next()
            queue.schedule(tie & (1 << 52 - 1), at: queue.now + Int64(stream.exponential(mean: mean)), tie: tie)
            if index % 7 == 0 { _ = queue.next() }
        }
        let pending = queue.count
        var last = (queue.now, 0 as UInt64)
        var outOfOrder = 0
        for _ in 0..<2 * count {
            let taken = queue.next()
            let tie = try #require(taken)
            if (queue.now, tie) < last { outOfOrder += 1 }
            last = (queue.now, tie)
            queue.schedule(tie, at: queue.now + Int64(stream.exponential(mean: mean)) + 1, tie: tie)
        }
        #expect(outOfOrder == 0)
        #expect(drain(&queue).count == pending)
    }
}
