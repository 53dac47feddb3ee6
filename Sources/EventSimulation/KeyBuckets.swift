/// Event keys beyond a horizon, sorted only as far as the highest digit in which their rank differs from it.
///
/// A radix heap (Ahuja, Mehlhorn, Orlin, Tarjan: "Faster algorithms for the shortest path problem", JACM 37, 1990)
/// with digits of 8 bits: bucket (level, digit) holds the ranks that agree with the horizon above that level and
/// have that larger digit there. No width has to be guessed: where keys are dense the buckets are split finer.
/// The horizon belongs to the caller, who moves it only into the bucket that was taken last.
@frozen
@usableFromInline
struct KeyBuckets: ~Copyable {
    /// Keys in chunks of 16, of which the first is the link to the chunk filled before.
    @usableFromInline var keys: UnsafeMutablePointer<EventKey>
    @usableFromInline var capacity: Int
    /// Positions ever used; the first position of a chunk is a multiple of 16.
    @usableFromInline var used = 0
    @usableFromInline var firstFreeChunk = -1
    @usableFromInline let buckets: UnsafeMutablePointer<Bucket>
    /// Which buckets hold keys: four words a level.
    @usableFromInline let occupied: UnsafeMutablePointer<UInt64>
    /// Which levels hold keys.
    @usableFromInline var occupiedLevels: UInt8 = 0
    @usableFromInline var count = 0

    /// A chain of chunks; the one filled last comes first.
    @frozen
    @usableFromInline
    struct Bucket: BitwiseCopyable {
        /// The position after the last key; 0 when there is none. A multiple of 16 means that the chunk is full.
        @usableFromInline var end: Int
        @usableFromInline var count: Int

        @inlinable @inline(__always)
        init(end: Int, count: Int) {
            self.end = end
            self.count = count
        }
    }

    @inlinable
    init() {
        capacity = 0
        keys = Self.allocate(0)
        buckets = .allocate(capacity: 8 * 256)
        buckets.initialize(repeating: Bucket(end: 0, count: 0), count: 8 * 256)
        occupied = .allocate(capacity: 8 * 4)
        occupied.initialize(repeating: 0, count: 8 * 4)
    }

    @inlinable
    deinit {
        keys.deallocate()
        buckets.deallocate()
        occupied.deallocate()
    }

    @inlinable @inline(__always)
    var isEmpty: Bool { count == 0 }

    /// Adds a key whose rank is greater than `horizon`.
    @inlinable @inline(__always)
    mutating func insert(_ key: EventKey, beyond horizon: UInt64) {
        assert(key.rank > horizon)
        let level = (63 &- (key.rank ^ horizon).leadingZeroBitCount) &>> 3
        let digit = Int(truncatingIfNeeded: key.rank &>> UInt64(truncatingIfNeeded: 8 &* level)) & 0xFF
        let number = level &<< 8 | digit
        var bucket = buckets[number]
        if bucket.end & 15 == 0 {
            if bucket.end == 0 {
                occupied[number &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: number & 63)
                occupiedLevels |= 1 &<< UInt8(truncatingIfNeeded: level)
            }
            bucket.end = newChunk(after: bucket.end)
        }
        keys[bucket.end] = key
        bucket.end &+= 1
        bucket.count &+= 1
        buckets[number] = bucket
        count &+= 1
    }

    /// The number of the bucket that holds the least keys; there is one.
    @inlinable @inline(__always)
    var first: Int {
        let level = occupiedLevels.trailingZeroBitCount
        var word = 4 &* level
        while occupied[word] == 0 { word &+= 1 }
        return word &<< 6 | occupied[word].trailingZeroBitCount
    }

    /// Empties bucket `number` and hands its keys to `body`, which may insert into lower levels meanwhile.
    @inlinable @inline(__always)
    mutating func take(_ number: Int, _ body: (borrowing EventKey, inout KeyBuckets) -> Void) {
        var end = buckets[number].end
        count &-= buckets[number].count
        buckets[number] = Bucket(end: 0, count: 0)
        occupied[number &>> 6] &= ~(1 &<< UInt64(truncatingIfNeeded: number & 63))
        let level = number &>> 8
        let words = occupied + 4 &* level
        if words[0] | words[1] | words[2] | words[3] == 0 {
            occupiedLevels &= ~(1 &<< UInt8(truncatingIfNeeded: level))
        }
        while end != 0 {
            let start = (end &- 1) & ~15
            var position = start &+ 1
            while position < end {
                body(keys[position], &self)
                position &+= 1
            }
            end = Int(truncatingIfNeeded: keys[start].bits)
            keys[start] = EventKey(bits: UInt128(truncatingIfNeeded: firstFreeChunk))
            firstFreeChunk = start
        }
    }

    @inlinable
    mutating func removeAll() {
        while !isEmpty { take(first) { _, _ in } }
    }

    /// Starts a chunk linked to the one that ends at `end`, and returns the position of its first key.
    @inlinable @inline(__always)
    mutating func newChunk(after end: Int) -> Int {
        var start = firstFreeChunk
        if start >= 0 {
            firstFreeChunk = Int(truncatingIfNeeded: keys[start].bits)
        } else {
            if used == capacity { grow() }
            start = used
            used &+= 16
        }
        keys[start] = EventKey(bits: UInt128(truncatingIfNeeded: end))
        return start &+ 1
    }

    @inline(never)
    @usableFromInline
    mutating func grow() {
        let newCapacity = max(2 * capacity, 1_024)
        let newKeys = Self.allocate(newCapacity)
        newKeys.moveInitialize(from: keys, count: used)
        keys.deallocate()
        (keys, capacity) = (newKeys, newCapacity)
    }

    /// Chunks start on a cache line.
    @usableFromInline
    static func allocate(_ capacity: Int) -> UnsafeMutablePointer<EventKey> {
        UnsafeMutableRawPointer.allocate(byteCount: capacity * MemoryLayout<EventKey>.stride, alignment: 64)
            .bindMemory(to: EventKey.self, capacity: capacity)
    }
}
