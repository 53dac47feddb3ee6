/// Names one scheduled event, to cancel or move it; it outlives the event and is then refused.
///
/// A slot's generation returns to an old value after 2^31 events in that one slot; only a handle kept for so long
/// could be mistaken for another event's.
@frozen
public struct EventHandle: Hashable, Sendable, BitwiseCopyable, Codable {
    @usableFromInline let slot: UInt32
    @usableFromInline let generation: UInt32

    @inlinable @inline(__always)
    init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    /// Names no event, ever.
    @inlinable public static var none: EventHandle { EventHandle(slot: .max, generation: 0) }
}

/// One place of the pool: an event with the key it is due by, or a link of the list of free places.
@frozen
@usableFromInline
struct EventSlot<Payload: BitwiseCopyable>: BitwiseCopyable {
    /// Time and the top 20 bits of the tie.
    @usableFromInline var rank: UInt64
    /// The low 32 bits of the tie; in a free slot, the number of the next free one.
    @usableFromInline var low: UInt32
    /// Odd while an event is pending here.
    @usableFromInline var generation: UInt32
    @usableFromInline var payload: Payload

    @inlinable @inline(__always)
    init(rank: UInt64, low: UInt32, generation: UInt32, payload: Payload) {
        self.rank = rank
        self.low = low
        self.generation = generation
        self.payload = payload
    }

    @inlinable @inline(__always)
    var isPending: Bool { generation & 1 == 1 }

    /// Whether `key`, which names this slot, is the one its event is due by, and not left over from an event that was
    /// cancelled or moved.
    @inlinable @inline(__always)
    func isDue(by key: EventKey) -> Bool {
        rank == key.rank && low == key.low && isPending
    }
}

/// The pool in which events wait: payload, due time and generation of each, at a place that does not move.
///
/// A slot's generation is odd while its event is pending and even while the slot is free. Free slots form a list,
/// last freed first, so that the memory just touched is used again.
@frozen
@usableFromInline
struct EventSlots<Payload: BitwiseCopyable>: ~Copyable {
    @usableFromInline var slots: UnsafeMutablePointer<EventSlot<Payload>>
    @usableFromInline var capacity: Int
    /// Slots ever used; the ones from here on hold no values yet.
    @usableFromInline var used = 0
    /// Pending events.
    @usableFromInline var live = 0
    @usableFromInline var firstFree = UInt32.max

    @inlinable
    init(minimumCapacity: Int) {
        capacity = max(minimumCapacity, 16)
        slots = .allocate(capacity: capacity)
    }

    @inlinable
    deinit { slots.deallocate() }

    /// Stores an event and returns its slot; its key is set by the caller.
    @inlinable @inline(__always)
    mutating func take(_ payload: Payload) -> UInt32 {
        live &+= 1
        let index = firstFree
        if index != .max {
            let slot = slots + Int(index)
            firstFree = slot.pointee.low
            slot.pointee.generation &+= 1
            slot.pointee.payload = payload
            return index
        }
        if used == capacity { grow() }
        let new = UInt32(truncatingIfNeeded: used)
        (slots + used).initialize(to: EventSlot(rank: 0, low: 0, generation: 1, payload: payload))
        used &+= 1
        return new
    }

    @inlinable @inline(__always)
    mutating func free(_ index: UInt32) {
        let slot = slots + Int(index)
        slot.pointee.generation &+= 1
        slot.pointee.low = firstFree
        firstFree = index
        live &-= 1
    }

    @inlinable @inline(__always)
    func contains(_ handle: EventHandle) -> Bool {
        Int(handle.slot) < used && handle.generation & 1 == 1
            && slots[Int(handle.slot)].generation == handle.generation
    }

    /// Makes `key` the one that the event in the slot it names is due by, and returns the slot's generation.
    @inlinable @inline(__always)
    func setKey(_ key: EventKey) -> UInt32 {
        let slot = slots + Int(key.slot)
        slot.pointee.rank = key.rank
        slot.pointee.low = key.low
        return slot.pointee.generation
    }

    @inlinable @inline(__always)
    func key(at index: UInt32) -> EventKey {
        let slot = slots + Int(index)
        return EventKey(rank: slot.pointee.rank, low: slot.pointee.low, slot: index)
    }

    @inlinable @inline(__always)
    func isDue(_ key: EventKey) -> Bool {
        slots[Int(key.slot)].isDue(by: key)
    }

    /// The keys of pending events, in no useful order.
    @inlinable
    func forEachKey(_ body: (EventKey) -> Void) {
        for index in 0..<used where slots[index].isPending {
            body(key(at: UInt32(truncatingIfNeeded: index)))
        }
    }

    /// Adds a slot as it was saved, whether its event is pending or not; the list of free ones is left to the caller.
    mutating func restore(_ slot: EventSlot<Payload>) {
        (slots + used).initialize(to: slot)
        used += 1
        live += slot.isPending ? 1 : 0
    }

    /// Slot numbers are 32 bits wide, and the largest one marks the end of the free list.
    @inline(never)
    @usableFromInline
    mutating func grow() {
        precondition(capacity < Int(UInt32.max), "an event queue holds at most 4,294,967,295 events")
        let newCapacity = min(2 * capacity, Int(UInt32.max))
        let newSlots = UnsafeMutablePointer<EventSlot<Payload>>.allocate(capacity: newCapacity)
        newSlots.moveInitialize(from: slots, count: used)
        slots.deallocate()
        (slots, capacity) = (newSlots, newCapacity)
    }
}
