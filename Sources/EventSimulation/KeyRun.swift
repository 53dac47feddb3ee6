/// Event keys in falling order, so that the least is taken off the end without anything being moved.
@frozen
@usableFromInline
struct KeyRun: ~Copyable {
    @usableFromInline var allocation: UnsafeMutablePointer<EventKey>
    /// The greatest key. The position before it holds a key greater than any event's: the top of a run without keys.
    @usableFromInline var keys: UnsafeMutablePointer<EventKey>
    @usableFromInline var count = 0
    @usableFromInline var capacity = 64

    @inlinable
    init() {
        allocation = Self.allocate(capacity)
        keys = allocation + 1
    }

    @inlinable
    deinit { allocation.deallocate() }

    /// Measured: up to about this many keys in no order, insertion is faster than the library's sort.
    @inlinable static var mostInserted: Int { 32 }

    @inlinable @inline(__always)
    var isEmpty: Bool { count == 0 }

    /// The least key; greater than any event's where there is none.
    @inlinable @inline(__always)
    var top: EventKey { keys[count &- 1] }

    /// Removes the least key of a run that is not empty.
    @inlinable @inline(__always)
    mutating func removeTop() {
        assert(count > 0)
        count &-= 1
    }

    /// Adds a key without order; ``restoreOrder()`` must follow before the run is used.
    @inlinable @inline(__always)
    mutating func append(_ key: EventKey) {
        if count == capacity { grow() }
        keys[count] = key
        count &+= 1
    }

    /// Puts keys in any order into falling order.
    @inlinable
    mutating func restoreOrder() {
        guard count <= Self.mostInserted else {
            var all = UnsafeMutableBufferPointer(start: keys, count: count)
            return all.sort { $1 < $0 }
        }
        var index = 1
        while index < count {
            let key = keys[index]
            var hole = index
            // It ends at the key before the first, than which none is greater.
            while keys[hole &- 1] < key {
                keys[hole] = keys[hole &- 1]
                hole &-= 1
            }
            keys[hole] = key
            index &+= 1
        }
    }

    /// Hands over and removes the keys whose rank is greater than `rank`.
    @inlinable
    mutating func removeAll(beyond rank: UInt64, _ body: (EventKey) -> Void) {
        var gone = 0
        while gone < count, keys[gone].rank > rank {
            body(keys[gone])
            gone &+= 1
        }
        keys.update(from: keys + gone, count: count &- gone)
        count &-= gone
    }

    @inlinable
    mutating func removeAll() { count = 0 }

    @inline(never)
    @usableFromInline
    mutating func grow() {
        let wider = Self.allocate(2 * capacity)
        wider.update(from: allocation, count: 1 + count)
        allocation.deallocate()
        (allocation, keys, capacity) = (wider, wider + 1, 2 * capacity)
    }

    @usableFromInline
    static func allocate(_ capacity: Int) -> UnsafeMutablePointer<EventKey> {
        let keys = UnsafeMutablePointer<EventKey>.allocate(capacity: 1 + capacity)
        keys.initialize(repeating: .greatest, count: 1 + capacity)
        return keys
    }
}

extension KeyRun {
    /// Whether keys fall, and the one before the first is greater than any event's; for checks only.
    @usableFromInline
    var isSound: Bool {
        keys[-1].bits == .max && (1..<max(count, 1)).allSatisfy { keys[$0] < keys[$0 - 1] }
    }
}
