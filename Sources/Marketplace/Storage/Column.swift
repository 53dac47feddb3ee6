import CMemory

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Holds one attribute of all users, listings or sessions: a growable run of plain numbers behind a bare pointer.
///
/// The only unsafe storage of the market. Indices are not checked in release builds: an index always comes from the
/// owner that counted the rows. Reading and writing need no exclusive access, so columns can be passed around borrowed.
package struct Column<Element: BitwiseCopyable>: ~Copyable {
    package private(set) var base: UnsafeMutablePointer<Element>
    package private(set) var count: Int
    private var capacity: Int

    package init(repeating element: Element, count: Int, minimumCapacity: Int = 0) {
        capacity = max(16, count, minimumCapacity)
        base = Column.allocate(capacity)
        base.initialize(repeating: element, count: count)
        self.count = count
    }

    package init(minimumCapacity: Int = 0) where Element: ExpressibleByIntegerLiteral {
        self.init(repeating: 0, count: 0, minimumCapacity: minimumCapacity)
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }

    @inline(__always) package subscript(index: Int) -> Element {
        unsafeAddress {
            assert(index >= 0 && index < count)
            return UnsafePointer(base + index)
        }
        nonmutating unsafeMutableAddress {
            assert(index >= 0 && index < count)
            return base + index
        }
    }

    @inline(__always) package subscript(index: UInt32) -> Element {
        unsafeAddress { UnsafePointer(base + Int(index)) }
        nonmutating unsafeMutableAddress { base + Int(index) }
    }

    /// Starts to fetch a row that will be needed soon; a row that does not exist does no harm.
    @inline(__always) func prefetch(_ index: Int) {
        prefetch_line(base + index)
        // A row whose length does not divide a cache line may reach into the next one.
        if 64 % MemoryLayout<Element>.stride != 0 {
            prefetch_line(UnsafeRawPointer(base + index) + (MemoryLayout<Element>.size - 1))
        }
    }

    package mutating func append(_ element: Element) {
        if count == capacity { grow(to: count + 1) }
        base[count] = element
        count += 1
    }

    /// Adds `added` rows that hold `element`.
    package mutating func extend(by added: Int, with element: Element) {
        if count + added > capacity { grow(to: count + added) }
        (base + count).initialize(repeating: element, count: added)
        count += added
    }

    /// Takes off and returns the last row. - Precondition: there is one.
    package mutating func removeLast() -> Element {
        assert(count > 0)
        count -= 1
        return base[count]
    }

    /// Takes off the first `gone` rows; the others move to the front.
    package mutating func removeFirst(_ gone: Int) {
        assert(gone <= count)
        base.update(from: base + gone, count: count - gone)
        count -= gone
    }

    /// Bytes set aside.
    var bytes: Int { capacity * MemoryLayout<Element>.stride }

    @inline(never) private mutating func grow(to wanted: Int) {
        let larger = max(wanted, capacity + capacity / 2)
        let moved = Column.allocate(larger)
        moved.moveInitialize(from: base, count: count)
        UnsafeMutableRawPointer(base).deallocate()
        base = moved
        capacity = larger
    }

    /// A cache line's alignment lets a row of 16 floats be read with one miss. Columns of millions of rows are read at
    /// random: Linux is asked for pages of 2 MB, because each row would miss the table of small ones.
    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
        let bytes = capacity * MemoryLayout<Element>.stride
        let isLarge = bytes >= 1 << 23
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: isLarge ? 1 << 21 : 64)
        #if os(Linux)
            if isLarge { madvise(raw, bytes, MADV_HUGEPAGE) }
        #endif
        return raw.bindMemory(to: Element.self, capacity: capacity)
    }
}
