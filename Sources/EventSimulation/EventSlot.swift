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
