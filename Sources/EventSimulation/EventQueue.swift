/// The clock of a simulation and the events that are still to come, in order of (time, tie).
///
/// - Order: by time, then by the low 52 bits of the tie. Draw ties from the seed, keyed by what the event is about:
///   then no actor is favoured, and the order does not depend on who scheduled first. Events equal in both come in
///   an order that is the same in every run of one program, but is otherwise arbitrary.
/// - The past is closed: scheduling before ``now`` traps.
/// - Cancelling and moving take constant time. The old key stays behind until it surfaces; keys left behind never
///   outnumber the most events that were ever pending at once by more than a constant.
/// - Memory: 32 bytes an event and its payload, freed with the queue; it grows by doubling and never shrinks.
///
/// A queue is unique (`~Copyable`); to branch a simulation, ``save()`` it and restore the image twice.
///
/// ```swift
/// var queue = EventQueue<UInt32>()
/// queue.schedule(7, at: .minutes(1), tie: 1)
/// while let event = queue.next() { print(queue.now, event) }
/// ```
@frozen
public struct EventQueue<Payload: BitwiseCopyable>: ~Copyable {
    @usableFromInline var clock = SimulationTime.zero
    @usableFromInline var slots: EventSlots<Payload>
    /// The keys of pending events and stale ones; the least one is never stale.
    @usableFromInline var keys: PendingKeys
    /// How many of `keys` belong to events that were cancelled or moved.
    @usableFromInline var stale = 0

    /// An empty queue at time zero, with room for `minimumCapacity` events.
    @inlinable
    public init(minimumCapacity: Int = 0) {
        slots = EventSlots(minimumCapacity: minimumCapacity)
        keys = PendingKeys(minimumCapacity: minimumCapacity)
    }

    @inlinable
    init(slots: consuming EventSlots<Payload>, now: SimulationTime) {
        clock = now
        keys = PendingKeys(minimumCapacity: slots.live)
        self.slots = slots
        collectKeys()
    }
}

extension EventQueue {
    /// The time of the last event taken; zero before the first.
    @inlinable public var now: SimulationTime { clock }

    /// The number of pending events.
    @inlinable public var count: Int { slots.live }

    /// Whether no event is pending.
    @inlinable public var isEmpty: Bool { slots.live == 0 }

    /// How many keys are kept, those left behind included; for tests of memory.
    package var storedKeyCount: Int { keys.count }

    /// The time of the earliest pending event.
    @inlinable
    public func peekTime() -> SimulationTime? {
        isEmpty ? nil : keys.top.time
    }

    /// Whether the event that `handle` names has neither been taken nor cancelled.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func isPending(_ handle: EventHandle) -> Bool {
        slots.contains(handle)
    }

    /// When the event that `handle` names is due, or nil if it is no longer pending.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func time(of handle: EventHandle) -> SimulationTime? {
        slots.contains(handle) ? slots.key(at: handle.slot).time : nil
    }

    /// Adds an event at `time`, which lies in `now` ... `.latest`.
    ///
    /// - Parameter tie: decides between events of the same millisecond, least first; the low 52 bits count.
    /// - Returns: a name for the event, good until it is taken or cancelled.
    /// - Complexity: O(log *n*) amortised over *n* pending events.
    @inlinable
    @discardableResult
    public mutating func schedule(_ payload: Payload, at time: SimulationTime, tie: UInt64) -> EventHandle {
        requireOpen(time)
        let slot = slots.take(payload)
        let key = EventKey(time: time, tie: tie, slot: slot)
        let generation = slots.setKey(key)
        keys.insert(key)
        checkInvariants()
        return EventHandle(slot: slot, generation: generation)
    }

    /// Drops a pending event.
    ///
    /// - Returns: false, and nothing is done, if the event was taken or cancelled before.
    /// - Complexity: O(1) amortised.
    @inlinable
    @discardableResult
    public mutating func cancel(_ handle: EventHandle) -> Bool {
        guard slots.contains(handle) else { return false }
        slots.free(handle.slot)
        leaveKeyBehind()
        return true
    }

    /// Moves a pending event to `time`, which lies in `now` ... `.latest`; its handle stays good.
    ///
    /// - Returns: false, and nothing is done, if the event was taken or cancelled before.
    /// - Complexity: O(log *n*) amortised over *n* pending events.
    @inlinable
    @discardableResult
    public mutating func reschedule(_ handle: EventHandle, at time: SimulationTime, tie: UInt64) -> Bool {
        requireOpen(time)
        guard slots.contains(handle) else { return false }
        let key = EventKey(time: time, tie: tie, slot: handle.slot)
        _ = slots.setKey(key)
        keys.insert(key)
        leaveKeyBehind()
        return true
    }

    /// Takes the earliest event and advances ``now`` to its time; nil when none is pending.
    ///
    /// - Complexity: O(log *n*) amortised over *n* pending events.
    @inlinable
    public mutating func next() -> Payload? {
        isEmpty ? nil : takeTop()
    }

    /// Takes the earliest event if it is due at `limit` or before and advances ``now`` to its time; otherwise gives
    /// nil and leaves ``now`` as it is.
    @inlinable
    public mutating func next(through limit: SimulationTime) -> Payload? {
        if isEmpty || keys.top.time > limit { return nil }
        return takeTop()
    }

    /// Takes events in order and hands each to `handler`, which may schedule, cancel and move others, until none is
    /// left that is due at `limit` or before.
    ///
    /// - Returns: the number of events handled. ``now`` is the time of the last one, not `limit`.
    @inlinable
    @discardableResult
    public mutating func run(
        through limit: SimulationTime, _ handler: (inout EventQueue<Payload>, Payload) throws -> Void
    ) rethrows -> Int {
        var handled = 0
        while let payload = next(through: limit) {
            try handler(&self, payload)
            handled += 1
        }
        return handled
    }
}

extension EventQueue {
    @inlinable @inline(__always)
    func requireOpen(_ time: SimulationTime) {
        precondition(time >= clock, "an event cannot be scheduled in the past")
        precondition(time <= .latest, "an event cannot be scheduled 2^44 ms or more after the start")
    }

    @inlinable @inline(__always)
    mutating func takeTop() -> Payload {
        let key = keys.top
        let payload = slots.slots[Int(key.slot)].payload
        clock = key.time
        slots.free(key.slot)
        keys.removeTop()
        if keys.hasNoneInFront { refillFront() }
        if stale > 0 { dropStaleTop() }
        checkInvariants()
        return payload
    }

    /// Restores that the top is not stale.
    @inlinable
    mutating func dropStaleTop() {
        while !keys.isEmpty, !slots.isDue(keys.top) {
            keys.removeTop()
            stale -= 1
            if keys.hasNoneInFront { refillFront() }
        }
    }

    /// Asking the slots which keys are stale has a second use: it fetches the slots of the events to come all at
    /// once, where the memory can overlap the waits, instead of one by one as they are taken.
    @inline(never)
    @inlinable
    mutating func refillFront() {
        let slots = slots.slots
        stale -= keys.advance { slots[Int($0.slot)].isDue(by: $0) }
    }

    @inlinable
    mutating func leaveKeyBehind() {
        stale += 1
        if stale > max(slots.live, slots.used / 2) + 1_024 {
            collectKeys()
        } else {
            dropStaleTop()
        }
        checkInvariants()
    }

    /// Makes the keys anew from the events that are pending. The order of events does not depend on how the keys
    /// lie, because no two are equal.
    @inline(never)
    @usableFromInline
    mutating func collectKeys() {
        keys.removeAll()
        slots.forEachKey { keys.insert($0) }
        stale = 0
    }

    @inlinable @inline(__always)
    func checkInvariants() {
        #if EVENT_QUEUE_INVARIANTS
            precondition(keys.heap.isSound && keys.poured.isSound)
            precondition(keys.count == slots.live + stale)
            precondition(keys.isEmpty || slots.isDue(keys.top) && keys.top.time >= clock)
        #endif
    }
}
