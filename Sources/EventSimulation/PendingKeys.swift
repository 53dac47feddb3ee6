/// The keys of a queue, least first: those up to a horizon in front, and buckets for those beyond it.
///
/// When nothing is in front, the next buckets are poured into a run that is put in order once, or split if they are large;
/// what is scheduled before the horizon from then on goes into a heap beside the run. Both stay small enough for the
/// nearest cache, however many keys wait, so the time of an operation hardly grows with their number. When events crowd
/// before the horizon, what is in front is spilled into the buckets and the horizon drawn nearer. With few keys there is no
/// horizon, and all of this is a plain heap.
///
/// Keys of one rank (equal time and top 20 bits of the tie) cannot be told apart by buckets: they make one run, or one
/// plain heap, which is the worst case.
@frozen
@usableFromInline
struct PendingKeys: ~Copyable {
    /// Keys with a rank up to the horizon: those that were poured, and those that came later.
    @usableFromInline var poured = KeyRun()
    @usableFromInline var heap: KeyHeap
    /// Keys beyond it.
    @usableFromInline var buckets = KeyBuckets()
    @usableFromInline var horizon = UInt64.max
    /// The heap spills when it grows beyond this.
    @usableFromInline var spillCount = Self.largestHeap

    /// Measured: with fewer keys a plain heap is as fast as the buckets.
    @inlinable static var largestHeap: Int { 128 }
    /// Larger buckets are split.
    @inlinable static var largestPour: Int { 64 }
    /// Buckets are poured until there are this many keys to be put in order.
    @inlinable static var leastPour: Int { 4 }

    @inlinable
    init(minimumCapacity: Int) {
        heap = KeyHeap(minimumCapacity: min(minimumCapacity, 2 * Self.largestHeap))
    }

    @inlinable @inline(__always)
    var count: Int { poured.count &+ heap.count &+ buckets.count }

    @inlinable @inline(__always)
    var isEmpty: Bool { hasNoneInFront && buckets.isEmpty }

    /// Whether no key is up to the horizon.
    @inlinable @inline(__always)
    var hasNoneInFront: Bool { poured.count | heap.count == 0 }

    /// The least key, if there is one in front: after removing, ``advance(keeping:)`` sees to that.
    @inlinable @inline(__always)
    var top: EventKey {
        let (first, other) = (poured.top, heap.keys[0])
        return first < other ? first : other
    }

    @inlinable @inline(__always)
    mutating func insert(_ key: EventKey) {
        if key.rank <= horizon {
            heap.insert(key)
            if heap.count > spillCount { spill() }
        } else {
            buckets.insert(key, beyond: horizon)
        }
    }

    /// Removes the least key. If none is in front then, ``advance(keeping:)`` must follow.
    @inlinable @inline(__always)
    mutating func removeTop() {
        if poured.top < heap.keys[0] { poured.removeTop() } else { heap.removeTop() }
    }

    /// Moves the horizon on until a key is in front or none is left, and drops the keys met on the way that `isKept`
    /// refuses. - Precondition: none is in front.
    ///
    /// - Returns: how many were dropped.
    @inline(never)
    @inlinable
    mutating func advance(keeping isKept: (EventKey) -> Bool) -> Int {
        let before = count
        spillCount = Self.largestHeap
        if buckets.count <= Self.largestHeap / 2 {
            while !buckets.isEmpty {
                buckets.take(buckets.first) { key, _ in if isKept(key) { heap.append(key) } }
            }
            heap.restoreOrder()
            horizon = .max
        } else {
            while poured.count < Self.leastPour, !buckets.isEmpty {
                let first = buckets.first
                if first >= 256, buckets.buckets[first].count > Self.largestPour {
                    // What is in front has to be taken before the horizon may enter a bucket that is not poured.
                    if !poured.isEmpty { break }
                    split(first)
                } else {
                    pour(first, keeping: isKept)
                }
            }
            if isEmpty { horizon = .max }
            poured.restoreOrder()
        }
        return before &- count
    }

    /// Moves a bucket to the front, unordered, and the horizon to the last key in it.
    @inlinable
    mutating func pour(_ number: Int, keeping isKept: (EventKey) -> Bool) {
        var last = horizon
        buckets.take(number) { key, _ in
            last = max(last, key.rank)
            if isKept(key) { poured.append(key) }
        }
        horizon = last
    }

    /// Spreads a bucket over the levels below, and moves the horizon to its start.
    @inlinable
    mutating func split(_ number: Int) {
        let level = UInt64(truncatingIfNeeded: number &>> 8)
        let digit = UInt64(truncatingIfNeeded: number & 0xFF)
        let above = (horizon &>> (8 &* level)) &>> 8
        let start = (above &<< 8 | digit) &<< (8 &* level)
        horizon = start
        buckets.take(number) { key, buckets in
            if key.rank == start {
                poured.append(key)
            } else {
                buckets.insert(key, beyond: start)
            }
        }
    }

    /// Draws the horizon nearer and moves what is beyond it then from the front to the buckets.
    @inline(never)
    @usableFromInline
    mutating func spill() {
        // The order of the buckets stays true as long as the horizon keeps its digits above the lowest level in use.
        let lowestLevel = buckets.isEmpty ? 7 : buckets.first >> 8
        let blockMask = UInt64.max >> UInt64(56 - 8 * lowestLevel)
        horizon = max(top.rank, horizon & ~blockMask)
        poured.removeAll(beyond: horizon) { buckets.insert($0, beyond: horizon) }
        var kept = 0
        for index in 0..<heap.count {
            let key = heap.keys[index]
            if key.rank <= horizon {
                heap.keys[kept] = key
                kept += 1
            } else {
                buckets.insert(key, beyond: horizon)
            }
        }
        heap.truncate(to: kept)
        heap.restoreOrder()
        // What could not be spread now may be many keys: try again only when they have doubled.
        spillCount = max(Self.largestHeap, 2 * heap.count)
    }

    @inlinable
    mutating func removeAll() {
        poured.removeAll()
        heap.removeAll()
        buckets.removeAll()
        horizon = .max
        spillCount = Self.largestHeap
    }
}
