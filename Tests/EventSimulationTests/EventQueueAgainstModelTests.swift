import EventSimulation
import MarketLabTesting
import Randomness
import Testing

/// A queue under many random operations does what a sorted array does.
@Suite(.tags(.long), .hangLimit) struct EventQueueAgainstModelTests {
    /// How far ahead events are scheduled, in milliseconds. Each shape strains another part of the queue.
    enum Shape: CaseIterable, Sendable {
        case exponential, massTies, oneInstant, heavyTail, twoScales, bursts, wholeRange

        func span(_ stream: inout RandomStream, step: Int) -> Int64 {
            switch self {
            case .exponential: Int64(stream.exponential(mean: 1e6))
            case .massTies: Int64(stream.index(below: 3)) * 1_000
            case .oneInstant: 0
            case .heavyTail: Int64(min(1e12, 1e3 / stream.openUniform() / stream.openUniform()))
            case .twoScales: stream.bernoulli(0.9) ? Int64(stream.index(below: 50)) : 100_000_000
            case .bursts: step % 20_000 < 8_000 ? 77_777 : Int64(stream.exponential(mean: 1e5))
            case .wholeRange: 1 << Int64(stream.index(below: 40))
            }
        }
    }

    @Test(arguments: Shape.allCases, 0..<(TestOptions.isLong ? 6 : 1) as Range<UInt64>)
    func theQueueDoesWhatASortedArrayDoes(shape: Shape, seed: UInt64) throws {
        var stream = RandomKey(seed: seed).stream(Purpose(rawValue: 1), 0, 0, 0)
        var queue = EventQueue<UInt64>()
        var model = SortedEvents()
        var handles: [(handle: EventHandle, event: SortedEvents.Event)] = []
        var pending: [UInt64: Int] = [:]
        // Phases of growth and of decline, so that every tier fills and empties several times.
        for step in 0..<120_000 {
            let grows = step / 15_000 % 2 == 0
            let action = stream.index(below: 100)
            if action < (grows ? 60 : 25) {
                // Distinct ties, for the order of equal ones is not promised; their top 20 bits are often equal.
                let tie = UInt64(stream.index(below: 2)) << 40 | UInt64(step)
                let event = SortedEvents.Event(
                    time: min(queue.now + shape.span(&stream, step: step), .latest), tie: tie, payload: UInt64(step))
                pending[event.payload] = handles.count
                handles.append((queue.schedule(event.payload, at: event.time, tie: tie), event))
                model.schedule(event)
            } else if action < (grows ? 65 : 35), !handles.isEmpty {
                let index = stream.index(below: handles.count)
                let (handle, event) = handles[index]
                let expected = pending.removeValue(forKey: event.payload) != nil
                if expected { model.cancel(event) }
                let cancelled = queue.cancel(handle)
                #expect(cancelled == expected)
            } else if action < (grows ? 70 : 45), !handles.isEmpty {
                let index = stream.index(below: handles.count)
                let (handle, event) = handles[index]
                var moved = event
                moved.time = min(queue.now + shape.span(&stream, step: step), .latest)
                let expected = pending[event.payload] != nil
                let rescheduled = queue.reschedule(handle, at: moved.time, tie: moved.tie)
                #expect(rescheduled == expected)
                if expected {
                    model.cancel(event)
                    model.schedule(moved)
                    handles[index].event = moved
                }
            } else {
                let limit = action < 90 ? SimulationTime.latest : queue.now + Int64(stream.index(below: 1_000))
                let expected = model.next(through: limit)
                let taken = queue.next(through: limit)
                try #require(taken == expected?.payload)
                if let taken { pending[taken] = nil }
            }
            let state = (queue.count, queue.peekTime(), queue.now)
            try #require(state == (model.events.count, model.events.last?.time, model.now))
        }
        while let expected = model.next() {
            let taken = queue.next()
            let now = queue.now
            try #require(taken == expected.payload)
            try #require(now == expected.time)
        }
        let (last, isEmpty) = (queue.next(), queue.isEmpty)
        #expect(last == nil)
        #expect(isEmpty)
    }
}
