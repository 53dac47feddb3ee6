/// The keys of a queue, least first: a heap of those up to a horizon, and buckets for those beyond it.
///
/// The heap stays small enough for the nearest cache, however many keys wait, so the time of an operation hardly
/// grows with their number. When the heap runs empty the next bucket is poured into it, or split if it is large; when
/// events crowd before the horizon, the heap is spilled into the buckets and the horizon drawn nearer. With few keys
/// there is no horizon, and all of this is a plain heap.
///
/// Keys of one rank (equal time and top 20 bits of the tie) cannot be told apart by buckets: they make one plain heap,
/// which is the worst case.
@frozen
@usableFromInline
struct PendingKeys: ~Copyable {
    /// Keys with a rank up to the horizon.
    @usableFromInline var front: KeyHeap
    /// Keys beyond it.
    @usableFromInline var buckets = KeyBuckets()
    @usableFromInline var horizon = UInt64.max
    /// The front spills when it grows beyond this.
    @usableFromInline var spillCount = Self.largestFront

    /// Measured: a plain heap is as fast as the buckets up to about this many keys.
    @inlinable static var largestFront: Int { 2_048 }
    /// Larger buckets are split.
    @inlinable static var largestPour: Int { 128 }
    /// Buckets are poured until the front has this many keys.
    @inlinable static var leastPour: Int { 16 }

    @inlinable
    init(minimumCapacity: Int) {
        front = KeyHeap(minimumCapacity: min(minimumCapacity, 2 * Self.largestFront))
    }

    @inlinable @inline(__always)
    var count: Int { front.count &+ buckets.count }

    @inlinable @inline(__always)
    var isEmpty: Bool { front.isEmpty && buckets.isEmpty }

    /// The least key, if there is one in front: after removing, ``advance(keeping:)`` sees to that.
    @inlinable @inline(__always)
    var top: EventKey { front.top }

    @inlinable @inline(__always)
    mutating func insert(_ key: EventKey) {
        if key.rank <= horizon {
            front.insert(key)
            if front.count > spillCount { spill() }
        } else {
            buckets.insert(key, beyond: horizon)
        }
    }

    /// Removes the least key. If the front is empty then, ``advance(keeping:)`` must follow.
    @inlinable @inline(__always)
    mutating func removeTop() {
        front.removeTop()
    }

    /// Moves the horizon on until the front is not empty or no key is left, and drops the keys met on the way that
    /// `isKept` refuses.
    ///
    /// - Returns: how many were dropped.
    @inline(never)
    @inlinable
    mutating func advance(keeping isKept: (EventKey) -> Bool) -> Int {
        let before = count
        spillCount = Self.largestFront
        if buckets.count <= Self.largestFront / 2 {
            while !buckets.isEmpty { pour(buckets.first, keeping: isKept) }
            horizon = .max
        } else {
            while front.count < Self.leastPour, !buckets.isEmpty {
                let first = buckets.first
                if first >= 256, buckets.buckets[first].count > Self.largestPour {
                    // What is in front has to be taken before the horizon may enter a bucket that is not poured.
                    if !front.isEmpty { break }
                    split(first)
                } else {
                    pour(first, keeping: isKept)
                }
            }
            if isEmpty { horizon = .max }
        }
        front.restoreOrder()
        return before &- count
    }

    /// Moves a bucket into the front, unordered, and the horizon to the last key in it.
    @inlinable
    mutating func pour(_ number: Int, keeping isKept: (EventKey) -> Bool) {
        var last = horizon
        buckets.take(number) { key, _ in
            last = max(last, key.rank)
            if isKept(key) { front.append(key) }
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
                front.append(key)
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
        horizon = max(front.top.rank, horizon & ~blockMask)
        var kept = 0
        for index in 0..<front.count {
            let key = front.keys[index]
            if key.rank <= horizon {
                front.keys[kept] = key
                kept += 1
            } else {
                buckets.insert(key, beyond: horizon)
            }
        }
        front.truncate(to: kept)
        front.restoreOrder()
        // What could not be spread now may be many keys: try again only when they have doubled.
        spillCount = max(Self.largestFront, 2 * front.count)
    }

    @inlinable
    mutating func removeAll() {
        front.removeAll()
        buckets.removeAll()
        horizon = .max
        spillCount = Self.largestFront
    }
}
