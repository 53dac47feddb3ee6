public import CMemory

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Holds one attribute of all users, listings or sessions: a growable run of plain numbers in memory of its own.
///
/// Its raw memory, that of ``Lists`` and that of ``SumRows`` is all that the market and its measures have. Debug builds check every index; release
/// builds do not: an index always comes from the owner that counted the rows.
///
/// Reading and writing need no exclusive access, so columns can be passed around borrowed. A `var` column may grow and shrink; a `let`
/// column has the same number of rows for ever, and what stands in them may change.
///
/// The type is `@usableFromInline`: without that, `@inlinable` has no effect on what is the package's own, and the floors above
/// would call generic code for every number.
@usableFromInline @safe package struct Column<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline var first: UnsafeMutablePointer<Element>
    @usableFromInline var length: Int
    @usableFromInline var capacity: Int

    /// The first row. What is read through it is not checked; ``rows(_:)`` and ``mutableRows(_:)`` are.
    @inlinable @inline(__always) package var base: UnsafeMutablePointer<Element> { unsafe first }
    /// Rows that there are.
    @inlinable @inline(__always) package var count: Int { length }

    /// Rows that all hold `element`.
    @inlinable package init(repeating element: Element, count: Int, minimumCapacity: Int = 0) {
        self.init(minimumCapacity: max(count, minimumCapacity))
        extend(by: count, with: element)
    }

    /// A column without rows.
    @inlinable package init(minimumCapacity: Int = 0) {
        capacity = max(16, minimumCapacity)
        unsafe first = Column.allocate(capacity)
        length = 0
    }

    /// A row for each of these, in their order.
    @inlinable package init(_ elements: [Element]) {
        self.init(minimumCapacity: elements.count)
        for element in elements { append(element) }
    }

    @inlinable deinit { unsafe UnsafeMutableRawPointer(base).deallocate() }

    /// A row.
    @inlinable @inline(__always) package subscript(index: Int) -> Element {
        unsafeAddress {
            assert(index >= 0 && index < count)
            return unsafe UnsafePointer(base + index)
        }
        nonmutating unsafeMutableAddress {
            assert(index >= 0 && index < count)
            return unsafe base + index
        }
    }

    /// A row.
    @inlinable @inline(__always) package subscript(index: UInt32) -> Element {
        unsafeAddress {
            assert(Int(index) < count)
            return unsafe UnsafePointer(base + Int(index))
        }
        nonmutating unsafeMutableAddress {
            assert(Int(index) < count)
            return unsafe base + Int(index)
        }
    }

    /// Rows side by side.
    @inlinable @inline(__always) @_lifetime(borrow self)
    package func rows(_ range: Range<Int>) -> Span<Element> {
        assert(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe _overrideLifetime(
            Span(_unsafeStart: base + range.lowerBound, count: range.count), borrowing: self)
    }

    /// Rows side by side, to be written.
    @inlinable @inline(__always) @_lifetime(borrow self)
    package func mutableRows(_ range: Range<Int>) -> MutableSpan<Element> {
        assert(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe _overrideLifetime(
            MutableSpan(_unsafeStart: base + range.lowerBound, count: range.count), borrowing: self)
    }

    /// Starts to fetch a row that will be needed soon; a row that does not exist does no harm.
    @inlinable @inline(__always) package func prefetch(_ index: Int) {
        unsafe prefetch_line(base + index)
        // A row whose length does not divide a cache line may reach into the next one.
        if 64 % MemoryLayout<Element>.stride != 0 {
            unsafe prefetch_line(UnsafeRawPointer(base + index) + (MemoryLayout<Element>.size - 1))
        }
    }

    /// Adds a row.
    /// - Complexity: amortised O(1).
    @inlinable package mutating func append(_ element: Element) {
        if count == capacity { grow(to: count + 1) }
        unsafe base[count] = element
        length += 1
    }

    /// Adds `added` rows that hold `element`.
    @inlinable package mutating func extend(by added: Int, with element: Element) {
        if count + added > capacity { grow(to: count + added) }
        unsafe (base + count).initialize(repeating: element, count: added)
        length += added
    }

    /// Takes off and returns the last row. - Precondition: there is one.
    @inlinable package mutating func removeLast() -> Element {
        assert(count > 0)
        length -= 1
        return unsafe base[count]
    }

    /// Takes off the first `gone` rows; the others move to the front.
    @inlinable package mutating func removeFirst(_ gone: Int) {
        assert(gone >= 0 && gone <= count)
        unsafe base.update(from: base + gone, count: count - gone)
        length -= gone
    }

    /// Takes off all rows; their room stays.
    @inlinable package mutating func removeAll() { length = 0 }

    /// Bytes set aside.
    package var bytes: Int { capacity * MemoryLayout<Element>.stride }

    @inlinable @inline(never) mutating func grow(to wanted: Int) {
        let larger = max(wanted, capacity + capacity / 2)
        let moved = unsafe Column.allocate(larger)
        unsafe moved.moveInitialize(from: base, count: count)
        unsafe UnsafeMutableRawPointer(base).deallocate()
        unsafe first = moved
        capacity = larger
    }

    /// A cache line's alignment lets a row of 16 floats be read with one miss. Columns of millions of rows are read at
    /// random: Linux is asked for pages of 2 MB, because each row would miss the table of small ones.
    @usableFromInline static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
        let bytes = capacity * MemoryLayout<Element>.stride
        let isLarge = bytes >= 1 << 23
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: isLarge ? 1 << 21 : 64)
        #if os(Linux)
            if isLarge { unsafe madvise(raw, bytes, MADV_HUGEPAGE) }
        #endif
        return unsafe raw.bindMemory(to: Element.self, capacity: capacity)
    }
}
