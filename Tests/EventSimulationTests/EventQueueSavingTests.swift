import EventSimulation
import Foundation
import MarketLabTesting
import Randomness
import Testing

@Suite(.hangLimit) struct EventQueueSavingTests {
    /// A queue in the middle of its work, with free slots, moved events and keys left behind.
    private func busyQueue(_ size: Int) -> (queue: EventQueueImage<UInt64>, handles: [EventHandle]) {
        var stream = RandomKey(seed: 2).stream(Purpose(rawValue: 1), 0, 0, 0)
        var queue = EventQueue<UInt64>()
        var handles: [EventHandle] = []
        for index in 0..<size as Range<Int> {
            let time = queue.now + Int64(stream.exponential(mean: 1e5))
            handles.append(queue.schedule(UInt64(index), at: time, tie: stream.next()))
            switch index % 5 {
            case 0: queue.cancel(handles[stream.index(below: handles.count)])
            case 1: queue.reschedule(handles[stream.index(below: handles.count)], at: time + 5, tie: stream.next())
            case 2: _ = queue.next()
            default: break
            }
        }
        return (queue.save(), handles)
    }

    /// Takes, cancels, moves and adds, and writes down everything that can be seen.
    private func continuation(of image: EventQueueImage<UInt64>, _ handles: [EventHandle]) -> [Int64] {
        var stream = RandomKey(seed: 3).stream(Purpose(rawValue: 1), 0, 0, 0)
        var queue = EventQueue(restoring: image)
        var seen: [Int64] = []
        for index in 0..<2_000 {
            if let taken = queue.next() { seen += [Int64(taken), queue.now.milliseconds] }
            if let handle = handles.isEmpty ? nil : handles[stream.index(below: handles.count)] {
                seen.append(queue.cancel(handle) ? 1 : 0)
            }
            queue.schedule(UInt64(index), at: queue.now + Int64(stream.index(below: 100_000)), tie: 4)
            seen.append(Int64(queue.count))
        }
        let after = queue.save().bytes
        return seen + after.map { Int64($0) }
    }

    @Test(arguments: [0, 1, 100, 20_000])
    func aRestoredQueueGoesOnAsIfNothingHadHappened(size: Int) throws {
        let (image, handles) = busyQueue(size)
        let copy = try EventQueueImage<UInt64>(bytes: image.bytes)
        #expect(copy == image)
        let restored = EventQueue(restoring: image)
        let again = restored.save()
        #expect(again == image)
        #expect(continuation(of: image, handles) == continuation(of: copy, handles))
    }

    /// The saved queue and the restored one, side by side.
    @Test func theOriginalAndTheRestoredAgree() {
        var original = EventQueue<UInt64>()
        let handles = (0..<10_000 as Range<UInt64>).map {
            original.schedule($0, at: .milliseconds(Int64($0 * 7_919 % 5_003)), tie: $0)
        }
        for handle in handles.prefix(2_000) { original.cancel(handle) }
        for _ in 0..<1_000 { _ = original.next() }
        var restored = EventQueue(restoring: original.save())
        let now = (original.now, restored.now)
        #expect(now.0 == now.1)
        for handle in handles {
            let pending = (original.isPending(handle), restored.isPending(handle))
            #expect(pending.0 == pending.1)
        }
        let new = (original.schedule(1, at: .seconds(9), tie: 1), restored.schedule(1, at: .seconds(9), tie: 1))
        #expect(new.0 == new.1)
        #expect(drain(&original) == drain(&restored))
    }

    @Test func anImageSurvivesJSON() throws {
        let (image, _) = busyQueue(100)
        let data = try JSONEncoder().encode(image)
        #expect(try JSONDecoder().decode(EventQueueImage<UInt64>.self, from: data) == image)
    }

    @Test func bytesThatAreNoImageAreRefused() throws {
        let (image, _) = busyQueue(100)
        #expect(throws: EventQueueImageError.malformed) { try EventQueueImage<UInt64>(bytes: []) }
        #expect(throws: EventQueueImageError.malformed) {
            try EventQueueImage<UInt64>(bytes: Array(image.bytes.dropLast()))
        }
        #expect(throws: EventQueueImageError.malformed) { try EventQueueImage<UInt32>(bytes: image.bytes) }
        // Whatever byte is damaged, the image is refused or can be restored and drained without harm.
        for index in image.bytes.indices {
            var bytes = image.bytes
            bytes[index] ^= 0x41
            if let damaged = try? EventQueueImage<UInt64>(bytes: bytes) {
                var queue = EventQueue(restoring: damaged)
                let count = queue.count
                #expect(drain(&queue).count == count)
            }
        }
    }
}
