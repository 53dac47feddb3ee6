/// Builds the metadata of Arrow files: as much of the FlatBuffers format as Arrow's schema, batches and footer need.
///
/// A buffer is built from its end to its beginning, children before their parents, and a place in it is named by its
/// distance from the end. The bytes are therefore kept in reverse until `finish(_:)`.
/// See https://flatbuffers.dev/internals.
package struct FlatBuffer {
    /// A finished table, vector or text: its distance from the end of the buffer.
    package struct Place { fileprivate let distance: Int }

    /// A field of a table; what has a default of 0 may be left out as `absent`.
    package enum Field {
        case absent
        case uint8(UInt8)
        case int16(Int16)
        case int32(Int32)
        case int64(Int64)
        case place(Place)

        fileprivate var size: Int {
            switch self {
            case .absent: 0
            case .uint8: 1
            case .int16: 2
            case .int32, .place: 4
            case .int64: 8
            }
        }
    }

    /// Last byte first.
    private var reversed: [UInt8] = []
    private var widest = 4

    package init() {}

    /// A table whose fields are numbered from 0 in their order.
    package mutating func table(_ fields: [Field]) -> Place {
        let end = reversed.count
        var distances = [Int](repeating: 0, count: fields.count)
        // The widest first, so that little is lost between them.
        for index in fields.indices.sorted(by: { (fields[$1].size, $0) < (fields[$0].size, $1) })
        where fields[index].size > 0 {
            put(fields[index])
            distances[index] = reversed.count
        }
        // The table starts with the distance back to its list of fields, which is written just before it.
        align(4)
        let start = reversed.count + 4
        let listBytes = 4 + 2 * fields.count
        put(Int32(listBytes))
        for distance in distances.reversed() { put(Int16(distance == 0 ? 0 : start - distance)) }
        put(Int16(start - end))
        put(Int16(listBytes))
        return Place(distance: start)
    }

    package mutating func text(_ text: String) -> Place {
        let bytes = Array(text.utf8)
        align(4, before: bytes.count + 1)
        reversed.append(0)
        reversed.append(contentsOf: bytes.reversed())
        put(Int32(bytes.count))
        return Place(distance: reversed.count)
    }

    package mutating func vector(_ places: [Place]) -> Place {
        align(4)
        for place in places.reversed() { put(.place(place)) }
        put(Int32(places.count))
        return Place(distance: reversed.count)
    }

    /// A vector of structs, each made of 64-bit words.
    package mutating func vector(structs: [[Int64]]) -> Place {
        align(8)
        for words in structs.reversed() {
            for word in words.reversed() { put(word) }
        }
        // The count stands just before the first struct.
        put(Int32(structs.count))
        return Place(distance: reversed.count)
    }

    /// The bytes, with `root` to be found from their start.
    package consuming func finish(_ root: Place) -> [UInt8] {
        align(widest, before: 4)
        put(.place(root))
        return reversed.reversed()
    }

    private mutating func put(_ field: Field) {
        switch field {
        case .absent: break
        case .uint8(let value): reversed.append(value)
        case .int16(let value): put(value)
        case .int32(let value): put(value)
        case .int64(let value): put(value)
        case .place(let place):
            align(4)
            // Counted from where it stands itself.
            put(Int32(reversed.count + 4 - place.distance))
        }
    }

    private mutating func put<Integer: FixedWidthInteger>(_ value: Integer) {
        align(MemoryLayout<Integer>.size)
        withUnsafeBytes(of: value.littleEndian) { reversed.append(contentsOf: $0.reversed()) }
    }

    /// Pads so that what comes next, `bytes` long, starts at a multiple of `width` from the end.
    private mutating func align(_ width: Int, before bytes: Int = 0) {
        widest = max(widest, width)
        while (reversed.count + bytes) % width != 0 { reversed.append(0) }
    }
}
