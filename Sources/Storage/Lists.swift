public import CMemory

/// Holds lists of plain numbers, each of which grows in memory of its own.
@usableFromInline @safe package struct Lists<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline let places: Column<UnsafeMutablePointer<Element>>
    @usableFromInline let lengths: Column<Int32>
    @usableFromInline let capacities: Column<Int>

    /// Empty lists.
    @inlinable package init(count: Int, minimumCapacity: Int) {
        let capacity = max(16, minimumCapacity)
        lengths = Column(repeating: 0, count: count)
        capacities = Column(repeating: capacity, count: count)
        var places = unsafe Column<UnsafeMutablePointer<Element>>(minimumCapacity: count)
        for _ in 0..<count { unsafe places.append(.allocate(capacity: capacity)) }
        unsafe self.places = places
    }

    @inlinable deinit { for list in 0..<lengths.count { unsafe places[list].deallocate() } }

    /// Lists that there are.
    @inlinable package var count: Int { lengths.count }

    /// Elements of a list.
    @inlinable package func count(of list: Int) -> Int { Int(lengths[list]) }

    /// An element of a list.
    @inlinable package subscript(list: Int, index: Int) -> Element {
        get {
            assert(index >= 0 && index < count(of: list))
            return unsafe places[list][index]
        }
        set {
            assert(index >= 0 && index < count(of: list))
            unsafe places[list][index] = newValue
        }
    }

    /// Adds an element to a list.
    @inlinable package mutating func append(_ element: Element, to list: Int) {
        if count(of: list) == capacities[list] { grow(list) }
        unsafe places[list][count(of: list)] = element
        lengths[list] += 1
    }

    /// Adds an element to each of some lists side by side, and starts to fetch where each will grow `ahead` elements later: the
    /// ends of many lists outgrow the nearest caches.
    @inlinable package mutating func append(
        toEach lists: Range<Int>, prefetching ahead: Int, _ element: (Int) -> Element
    ) {
        assert(lists.lowerBound >= 0 && lists.upperBound <= count)
        let (places, lengths, capacities) = unsafe (places.base, lengths.base, capacities.base)
        for list in lists {
            let length = unsafe Int(lengths[list])
            if unsafe length == capacities[list] { grow(list) }
            let end = unsafe places[list] + length
            unsafe prefetch_line(end + ahead)
            unsafe end.pointee = element(list)
            unsafe lengths[list] = Int32(truncatingIfNeeded: length &+ 1)
        }
    }

    /// Lends out a list.
    @inlinable @_lifetime(borrow self) package func elements(of list: Int) -> Span<Element> {
        unsafe _overrideLifetime(Span(_unsafeStart: places[list], count: count(of: list)), borrowing: self)
    }

    /// Takes off and returns the last element of a list. - Precondition: there is one.
    @inlinable package mutating func removeLast(of list: Int) -> Element {
        assert(count(of: list) > 0)
        lengths[list] -= 1
        return unsafe places[list][count(of: list)]
    }

    /// Takes off all elements of a list; its room stays.
    @inlinable package mutating func removeAll(of list: Int) { lengths[list] = 0 }

    /// Where each list begins, for a batch that lends out all of them.
    @inlinable @unsafe package var starts: UnsafePointer<UnsafePointer<Element>> {
        unsafe UnsafeRawPointer(places.base).assumingMemoryBound(to: UnsafePointer<Element>.self)
    }

    /// The number of elements of each list, for a batch that lends out all of them.
    @inlinable @unsafe package var counts: UnsafePointer<Int32> { unsafe UnsafePointer(lengths.base) }

    /// Bytes set aside for elements.
    package var bytes: Int {
        (0..<count).reduce(0) { $0 + MemoryLayout<Element>.stride * capacities[$1] }
    }

    @inlinable @inline(never) mutating func grow(_ list: Int) {
        let larger = capacities[list] * 2
        let moved = UnsafeMutablePointer<Element>.allocate(capacity: larger)
        unsafe moved.moveInitialize(from: places[list], count: count(of: list))
        unsafe places[list].deallocate()
        unsafe places[list] = moved
        capacities[list] = larger
    }
}
