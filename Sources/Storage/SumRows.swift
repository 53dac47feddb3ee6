/// Holds rows of sums, small and wide, at places in the row that its owner lays out; all are 0 at first.
///
/// A wide sum takes 64 bits of its row. A small one takes 16: what it has beyond them is kept beside the rows, for hardly any row ever counts
/// that far.
///
/// There is a row before the first, number -1, for what belongs to none.
@usableFromInline @safe package struct SumRows: ~Copyable {
    /// Bytes from row to row.
    @usableFromInline package let stride: Int
    /// Rows that there are, without the one before the first.
    @usableFromInline package private(set) var count: Int
    @usableFromInline var first: UnsafeMutableRawPointer
    /// How often each small sum went round its 16 bits, by its bytes from the first row.
    private var rounds: [Int: UInt64] = [:]

    /// Rows of zeros.
    /// - Parameter stride: bytes of a row, a multiple of 8.
    package init(count: Int, stride: Int) {
        precondition(stride % MemoryLayout<Int64>.alignment == 0, "a row is whole words")
        self.stride = stride
        self.count = count
        unsafe first = SumRows.allocate(count, stride)
    }

    deinit { unsafe (first - stride).deallocate() }

    /// Adds to a small sum.
    @inlinable @inline(__always) package mutating func add(small amount: UInt32, to row: Int, at offset: Int) {
        let place = unsafe place(row, offset, UInt16.self)
        let sum = unsafe UInt64(place.pointee) &+ UInt64(amount)
        unsafe place.pointee = UInt16(truncatingIfNeeded: sum)
        if sum > UInt64(UInt16.max) { carry(sum >> 16, to: row, at: offset) }
    }

    @usableFromInline @inline(never) mutating func carry(_ added: UInt64, to row: Int, at offset: Int) {
        rounds[row * stride + offset, default: 0] += added
    }

    /// Adds to a wide sum, which wraps.
    @inlinable @inline(__always) package func add(wide amount: Int64, to row: Int, at offset: Int) {
        unsafe place(row, offset, Int64.self).pointee &+= amount
    }

    /// A small sum.
    package func small(_ row: Int, at offset: Int) -> UInt64 {
        let low = unsafe UInt64(place(row, offset, UInt16.self).pointee)
        return rounds.isEmpty ? low : rounds[row * stride + offset, default: 0] << 16 + low
    }

    /// A wide sum.
    @inlinable @inline(__always) package func wide(_ row: Int, at offset: Int) -> Int64 {
        unsafe place(row, offset, Int64.self).pointee
    }

    /// Makes room for `wanted` rows at least.
    @inline(never) package mutating func grow(to wanted: Int) {
        guard wanted > count else { return }
        let larger = max(wanted, 2 * count)
        let moved = unsafe SumRows.allocate(larger, stride)
        unsafe (moved - stride).copyMemory(from: first - stride, byteCount: (count + 1) * stride)
        unsafe (first - stride).deallocate()
        unsafe first = moved
        count = larger
    }

    /// Bytes set aside.
    package var bytes: Int { count * stride }

    @inlinable @inline(__always)
    func place<Sum: BitwiseCopyable>(_ row: Int, _ offset: Int, _: Sum.Type) -> UnsafeMutablePointer<Sum> {
        assert(row >= -1 && row < count && offset >= 0 && offset + MemoryLayout<Sum>.size <= stride)
        assert(offset % MemoryLayout<Sum>.alignment == 0)
        return unsafe (first + (row * stride + offset)).assumingMemoryBound(to: Sum.self)
    }

    private static func allocate(_ rows: Int, _ stride: Int) -> UnsafeMutableRawPointer {
        let bytes = (rows + 1) * stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: MemoryLayout<Int64>.alignment)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        return unsafe memory + stride
    }
}
