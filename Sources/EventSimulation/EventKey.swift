/// When an event is due and where it is kept, as one integer whose order is the order of events.
///
/// From the most significant bit: 44 bits of time, 52 bits of tie, 32 bits of slot. The slot only decides between
/// events with equal time and tie, and makes keys of different pending events different.
@frozen
@usableFromInline
struct EventKey: BitwiseCopyable, Sendable {
    @usableFromInline let bits: UInt128

    @inlinable @inline(__always)
    init(bits: UInt128) {
        self.bits = bits
    }

    /// `time` lies in its range; only the low 52 bits of `tie` are kept.
    @inlinable @inline(__always)
    init(time: SimulationTime, tie: UInt64, slot: UInt32) {
        let tie = tie & (1 &<< 52 &- 1)
        self.init(
            rank: UInt64(truncatingIfNeeded: time.milliseconds) &<< 20 | tie &>> 32,
            low: UInt32(truncatingIfNeeded: tie), slot: slot)
    }

    /// Greater than the key of any event, for no slot has the largest number.
    @inlinable @inline(__always)
    static var greatest: EventKey { EventKey(bits: .max) }

    /// `rank` is time and the top 20 bits of the tie, `low` the rest of the tie.
    @inlinable @inline(__always)
    init(rank: UInt64, low: UInt32, slot: UInt32) {
        bits = UInt128(rank) &<< 64 | UInt128(UInt64(low) &<< 32 | UInt64(slot))
    }

    @inlinable @inline(__always)
    var rank: UInt64 { UInt64(truncatingIfNeeded: bits &>> 64) }

    @inlinable @inline(__always)
    var low: UInt32 { UInt32(truncatingIfNeeded: UInt64(truncatingIfNeeded: bits) &>> 32) }

    @inlinable @inline(__always)
    var slot: UInt32 { UInt32(truncatingIfNeeded: bits) }

    @inlinable @inline(__always)
    var time: SimulationTime { SimulationTime(unchecked: Int64(truncatingIfNeeded: rank &>> 20)) }

    @inlinable @inline(__always)
    static func < (left: EventKey, right: EventKey) -> Bool { left.bits < right.bits }
}
