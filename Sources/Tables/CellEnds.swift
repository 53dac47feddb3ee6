/// Where the cells of a row end: a list in memory of its own, which an array checks for sharing at every cell.
struct CellEnds: ~Copyable {
    private var places: UnsafeMutablePointer<Int>
    private var capacity = 64
    private(set) var count = 0

    init() { places = .allocate(capacity: capacity) }

    deinit { places.deallocate() }

    var isEmpty: Bool { count == 0 }

    subscript(cell: Int) -> Int {
        @inline(__always) get {
            precondition(cell >= 0 && cell < count, "a cell of the row")
            return places[cell]
        }
    }

    @inline(__always) mutating func append(_ place: Int) {
        if count == capacity { grow() }
        places[count] = place
        count &+= 1
    }

    mutating func removeAll() { count = 0 }

    @inline(never) private mutating func grow() {
        let larger = UnsafeMutablePointer<Int>.allocate(capacity: 2 * capacity)
        larger.update(from: places, count: count)
        places.deallocate()
        places = larger
        capacity *= 2
    }
}
