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
