/// Holds rows of sums, 32 and 64 bits wide, at places in the row that its owner lays out; all are 0 at first.
///
/// There is a row before the first, number -1, for what belongs to none.
@usableFromInline @safe package struct SumRows: ~Copyable {
    /// Bytes from row to row.
    @usableFromInline package let stride: Int
    /// Rows that there are, without the one before the first.
    @usableFromInline package private(set) var count: Int
    @usableFromInline var first: UnsafeMutableRawPointer

    /// Rows of zeros.
    /// - Parameter stride: bytes of a row, a multiple of 8.
    package init(count: Int, stride: Int) {
        precondition(stride % MemoryLayout<Int64>.alignment == 0, "a row is whole words")
        self.stride = stride
        self.count = count
        unsafe first = SumRows.allocate(count, stride)
    }

    deinit { unsafe (first - stride).deallocate() }

    /// Adds to a sum of 32 bits, which wraps.
    @inlinable @inline(__always) package func add(small amount: UInt32, to row: Int, at offset: Int) {
        unsafe place(row, offset, UInt32.self).pointee &+= amount
    }

    /// Adds to a sum of 64 bits, which wraps.
    @inlinable @inline(__always) package func add(wide amount: Int64, to row: Int, at offset: Int) {
        unsafe place(row, offset, Int64.self).pointee &+= amount
    }

    /// A sum of 32 bits.
    @inlinable @inline(__always) package func small(_ row: Int, at offset: Int) -> UInt32 {
        unsafe place(row, offset, UInt32.self).pointee
    }

    /// A sum of 64 bits.
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
