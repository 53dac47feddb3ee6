/// Holds rows of sums, small and wide, at places in the row that its owner lays out; all are 0 at first.
///
/// A wide sum takes 32 bits of its row, a small one 16. What a sum has beyond them is kept beside the rows, for few sums ever grow
/// that far.
///
/// There is a row before the first, number -1, for what belongs to none.
@usableFromInline @safe package struct SumRows: ~Copyable {
    /// Bytes from row to row.
    @usableFromInline package let stride: Int
    /// Rows that there are, without the one before the first.
    @usableFromInline package private(set) var count: Int
    @usableFromInline var first: UnsafeMutableRawPointer
    /// What each sum has beyond its bits in the row, in units of 2^16 or 2^32, by the sum's bytes from the first row.
    private var carried: [Int: Int64] = [:]

    /// Rows of zeros.
    /// - Parameter stride: bytes of a row, a multiple of 4.
    package init(count: Int, stride: Int) {
        precondition(stride % SumRows.alignment == 0, "a row is whole words")
        self.stride = stride
        self.count = count
        unsafe first = SumRows.allocate(count, stride)
    }

    deinit { unsafe (first - stride).deallocate() }

    /// Adds to a small sum.
    @inlinable @inline(__always) package mutating func add(small amount: UInt32, to row: Int, at offset: Int) {
        let place = unsafe place(row, offset, UInt16.self)
        let sum = unsafe Int64(place.pointee) &+ Int64(amount)
        unsafe place.pointee = UInt16(truncatingIfNeeded: sum)
        if sum &>> 16 != 0 { carry(sum &>> 16, to: row, at: offset) }
    }

    /// Adds to a wide sum, which wraps at 64 bits.
    @inlinable @inline(__always) package mutating func add(wide amount: Int64, to row: Int, at offset: Int) {
        let place = unsafe place(row, offset, UInt32.self)
        let (low, high) = unsafe (Int64(place.pointee) &+ (amount & 0xFFFF_FFFF), amount &>> 32)
        unsafe place.pointee = UInt32(truncatingIfNeeded: low)
        let beyond = high &+ low &>> 32
        if beyond != 0 { carry(beyond, to: row, at: offset) }
    }

    @usableFromInline @inline(never) mutating func carry(_ beyond: Int64, to row: Int, at offset: Int) {
        carried[row * stride + offset, default: 0] &+= beyond
    }

    /// A small sum.
    package func small(_ row: Int, at offset: Int) -> Int64 {
        unsafe Int64(place(row, offset, UInt16.self).pointee) &+ beyond(row, offset) << 16
    }

    /// A wide sum.
    package func wide(_ row: Int, at offset: Int) -> Int64 {
        unsafe Int64(place(row, offset, UInt32.self).pointee) &+ beyond(row, offset) << 32
    }

    private func beyond(_ row: Int, _ offset: Int) -> Int64 {
        carried.isEmpty ? 0 : carried[row * stride + offset, default: 0]
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

    private static let alignment = MemoryLayout<UInt32>.alignment

    private static func allocate(_ rows: Int, _ stride: Int) -> UnsafeMutableRawPointer {
        let bytes = (rows + 1) * stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: SumRows.alignment)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        return unsafe memory + stride
    }
}
