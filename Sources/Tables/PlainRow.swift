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

/// Finds the cells of a CSV row that has no quotes and is whole in memory: nearly every row, and the fastest to read.
enum PlainRow {
    /// The row was found; `next` is where the next one starts.
    case found(next: Int)
    /// It goes on behind the bytes.
    case cutOff
    /// It is empty or has quotes.
    case other

    /// Looks for a row at `start`, and adds where each cell ends, counted from there.
    static func scan(
        _ bytes: UnsafeRawBufferPointer, from start: Int, separator: UInt8, _ ends: inout CellEnds
    ) -> PlainRow {
        var index = start
        while index < bytes.count {
            // Eight bytes at a time: those that mean something in CSV are the separator, or at most a comma.
            let word = EightBytes.load(bytes, index)
            var places = EightBytes.atMost(word, CSVByte.comma) | EightBytes.equal(word, to: separator)
            while places != 0 {
                let place = index + places.trailingZeroBitCount / 8
                let byte = bytes[place]
                if byte == separator {
                    ends.append(place - start)
                } else if byte == CSVByte.lineFeed || byte == CSVByte.carriageReturn {
                    guard place > start else { return .other }
                    guard place + 1 < bytes.count else { return .cutOff }
                    ends.append(place - start)
                    let isPair = byte == CSVByte.carriageReturn && bytes[place + 1] == CSVByte.lineFeed
                    return .found(next: place + (isPair ? 2 : 1))
                } else if byte == CSVByte.quote {
                    return .other
                }
                places &= places - 1
            }
            index += 8
        }
        return .cutOff
    }
}
