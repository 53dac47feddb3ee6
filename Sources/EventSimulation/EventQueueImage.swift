/// A saved event queue as plain bytes: the clock, every pending event, and what handles need to stay good.
///
/// The bytes are for the same program on the same kind of machine: payloads are written as they lie in memory, so a
/// payload must hold no pointers, and padding inside one is written as it was.
public struct EventQueueImage<Payload: BitwiseCopyable>: Hashable, Sendable {
    /// Header, then rank, low, generation and payload of every slot, packed.
    public let bytes: [UInt8]

    /// Checks that `bytes` are a whole and consistent image of a queue of this payload.
    public init(bytes: [UInt8]) throws(EventQueueImageError) {
        self.bytes = bytes
        guard Self.isConsistent(bytes) else { throw .malformed }
    }
}

/// Why bytes are not an image of an event queue.
public struct EventQueueImageError: Error, Hashable, Sendable {
    private enum Reason { case malformed }
    private let reason: Reason

    /// The bytes are cut off, belong to another payload, or contradict themselves.
    public static var malformed: EventQueueImageError { EventQueueImageError(reason: .malformed) }
}

extension EventQueueImage: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(bytes: decoder.singleValueContainer().decode([UInt8].self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes)
    }
}

extension EventQueueImage {
    /// What stands before the slots.
    struct Header: BitwiseCopyable, Equatable {
        var magic: UInt64 = 0x3145_5545_5551_4C4D  // "MLQUEUE1" in memory order
        var now: SimulationTime
        var slotCount: UInt32
        var firstFree: UInt32
        var payloadStride = UInt64(MemoryLayout<Payload>.stride)

        static var size: Int { MemoryLayout<Header>.size }
    }

    static var slotSize: Int { 16 + MemoryLayout<Payload>.size }

    /// The image of `used` slots at `slots`.
    init(slots: UnsafePointer<EventSlot<Payload>>, used: Int, firstFree: UInt32, now: SimulationTime) {
        bytes = [UInt8](unsafeUninitializedCapacity: Header.size + used * Self.slotSize) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            let header = Header(now: now, slotCount: UInt32(used), firstFree: firstFree)
            raw.storeBytes(of: header, as: Header.self)
            count = Header.size
            for index in 0..<used {
                raw.storeBytes(of: slots[index].rank, toByteOffset: count, as: UInt64.self)
                raw.storeBytes(of: slots[index].low, toByteOffset: count + 8, as: UInt32.self)
                raw.storeBytes(of: slots[index].generation, toByteOffset: count + 12, as: UInt32.self)
                raw.storeBytes(of: slots[index].payload, toByteOffset: count + 16, as: Payload.self)
                count += Self.slotSize
            }
        }
    }

    var header: Header {
        bytes.withUnsafeBytes { $0.loadUnaligned(as: Header.self) }
    }

    func forEachSlot(_ body: (EventSlot<Payload>) -> Void) {
        bytes.withUnsafeBytes { raw in
            for offset in stride(from: Header.size, to: raw.count, by: Self.slotSize) {
                body(Self.slot(in: raw, at: offset))
            }
        }
    }

    private static func slot(in raw: UnsafeRawBufferPointer, at offset: Int) -> EventSlot<Payload> {
        EventSlot(
            rank: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
            low: raw.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self),
            generation: raw.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self),
            payload: raw.loadUnaligned(fromByteOffset: offset + 16, as: Payload.self))
    }

    /// Sizes agree, no event is due before the clock, and the free list holds every free slot once.
    private static func isConsistent(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { raw in
            guard raw.count >= Header.size else { return false }
            let header = raw.loadUnaligned(as: Header.self)
            let count = Int(header.slotCount)
            let expected = Header(now: header.now, slotCount: header.slotCount, firstFree: header.firstFree)
            guard header == expected, raw.count == Header.size + count * slotSize,
                header.now >= .zero, header.now <= .latest
            else { return false }
            var free = 0
            for index in 0..<count {
                let slot = slot(in: raw, at: Header.size + index * slotSize)
                if !slot.isPending {
                    free += 1
                } else if EventKey(rank: slot.rank, low: slot.low, slot: 0).time < header.now {
                    return false
                }
            }
            var next = header.firstFree
            while next != .max {
                guard free > 0, next < header.slotCount else { return false }
                let slot = slot(in: raw, at: Header.size + Int(next) * slotSize)
                guard !slot.isPending else { return false }
                free -= 1
                next = slot.low
            }
            return free == 0
        }
    }
}

extension EventQueue {
    /// The queue as it stands: clock, pending events and what their handles need.
    ///
    /// A queue restored from the image gives the same events in the same order as this one, issues equal handles, and
    /// knows the handles that this one issued.
    public func save() -> EventQueueImage<Payload> {
        EventQueueImage(slots: slots.slots, used: slots.used, firstFree: slots.firstFree, now: clock)
    }

    /// The queue that was saved.
    public init(restoring image: EventQueueImage<Payload>) {
        let header = image.header
        var slots = EventSlots<Payload>(minimumCapacity: Int(header.slotCount))
        image.forEachSlot { slots.restore($0) }
        slots.firstFree = header.firstFree
        self.init(slots: slots, now: header.now)
    }
}
