/// A 4-ary minimum heap of event keys in raw memory.
///
/// The four children of a node fill one cache line, a key moves into a hole instead of being swapped, and the least
/// of four children is found in two rounds. (LaMarca and Ladner: "The influence of caches on the performance of
/// heaps", ACM Journal of Experimental Algorithmics 1, 1996.) Positions after the last key hold a key greater than
/// any event's, so that a node with one child has four.
@frozen
@usableFromInline
struct KeyHeap: ~Copyable {
    @usableFromInline var allocation: UnsafeMutableRawPointer
    /// The root. It lies 3 keys into a 64-byte line, so that nodes 4i + 1 ... 4i + 4 share one.
    @usableFromInline var keys: UnsafeMutablePointer<EventKey>
    @usableFromInline var count = 0
    @usableFromInline var capacity: Int

    @inlinable
    init(minimumCapacity: Int) {
        capacity = max(minimumCapacity, 61)
        (allocation, keys) = Self.allocate(capacity)
    }

    @inlinable
    deinit { allocation.deallocate() }

    @inlinable @inline(__always)
    var isEmpty: Bool { count == 0 }

    /// The least key of a heap that is not empty.
    @inlinable @inline(__always)
    var top: EventKey {
        assert(count > 0)
        return keys[0]
    }

    @inlinable @inline(__always)
    mutating func insert(_ key: EventKey) {
        if count == capacity { grow() }
        var hole = count
        count &+= 1
        while hole > 0 {
            let parent = (hole &- 1) &>> 2
            if !(key < keys[parent]) { break }
            keys[hole] = keys[parent]
            hole = parent
        }
        keys[hole] = key
    }

    /// Removes the least key of a heap that is not empty.
    @inlinable @inline(__always)
    mutating func removeTop() {
        assert(count > 0)
        count &-= 1
        let last = keys[count]
        keys[count] = .greatest
        if count > 0 { sink(last, from: 0) }
    }

    @inlinable
    mutating func removeAll() { truncate(to: 0) }

    /// Keeps the first `newCount` positions. What was a heap is one still.
    @inlinable
    mutating func truncate(to newCount: Int) {
        (keys + newCount).update(repeating: .greatest, count: count - newCount)
        count = newCount
    }

    /// Adds a key without order; ``restoreOrder()`` must follow before the heap is used.
    @inlinable @inline(__always)
    mutating func append(_ key: EventKey) {
        if count == capacity { grow() }
        keys[count] = key
        count &+= 1
    }

    /// Makes a heap of keys in any order, in linear time (Floyd 1964).
    @inlinable
    mutating func restoreOrder() {
        guard count > 1 else { return }
        var node = (count &- 2) &>> 2
        while node >= 0 {
            sink(keys[node], from: node)
            node &-= 1
        }
    }

    /// Puts `key` at the hole `start` or below it.
    @inlinable @inline(__always)
    func sink(_ key: EventKey, from start: Int) {
        var hole = start
        while true {
            // 4 x hole + 4 stays far below 2^63: the memory of that many keys could not exist.
            let first = 4 &* hole &+ 1
            if first >= count { break }
            // Sums instead of choices: which child is least cannot be predicted, so there must be no branch.
            let left = first &+ (keys[first &+ 1] < keys[first] ? 1 : 0)
            let right = first &+ (keys[first &+ 3] < keys[first &+ 2] ? 3 : 2)
            let least = left &+ (keys[right] < keys[left] ? right &- left : 0)
            if !(keys[least] < key) { break }
            keys[hole] = keys[least]
            hole = least
        }
        keys[hole] = key
    }

    @inline(never)
    @usableFromInline
    mutating func grow() {
        let (newAllocation, newKeys) = Self.allocate(2 * capacity)
        newKeys.update(from: keys, count: count)
        allocation.deallocate()
        (allocation, keys, capacity) = (newAllocation, newKeys, 2 * capacity)
    }

    @usableFromInline
    static func allocate(_ capacity: Int) -> (UnsafeMutableRawPointer, UnsafeMutablePointer<EventKey>) {
        let stride = MemoryLayout<EventKey>.stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: (3 + capacity + 3) * stride, alignment: 64)
        let keys = (raw + 3 * stride).bindMemory(to: EventKey.self, capacity: capacity + 3)
        keys.initialize(repeating: .greatest, count: capacity + 3)
        return (raw, keys)
    }
}

extension KeyHeap {
    /// Whether no key is less than its parent and the positions behind are filled up; for checks only.
    @usableFromInline
    var isSound: Bool {
        (1..<max(count, 1)).allSatisfy { !(keys[$0] < keys[($0 - 1) / 4]) }
            && (count..<min(count + 3, capacity + 3)).allSatisfy { keys[$0].bits == .max }
    }
}
