/// Gathers one column of the batch under way, as it will stand in the batch's body.
struct ArrowColumn {
    private let type: ColumnType
    /// Values; of toggles a bit each, of texts where each ends.
    private(set) var values: [UInt8] = []
    /// What the texts say, one behind the other.
    private(set) var text: [UInt8] = []
    private var count = 0

    init(_ type: ColumnType) {
        self.type = type
        clear()
    }

    /// Forgets the values, and keeps the room.
    mutating func clear() {
        values.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        count = 0
        // Texts: where the first one starts.
        if type == .text { put(Int32(0)) }
    }

    /// The pieces of the column in a batch's body, one behind the other.
    var pieces: [[UInt8]] { type == .text ? [values, text] : [values] }

    @inline(__always) mutating func add(_ number: Int64) {
        switch type {
        case .int64: put(number)
        case .uint64: put(UInt64(bitPattern: number))
        case .uint32: put(UInt32(truncatingIfNeeded: number))
        case .uint16: put(UInt16(truncatingIfNeeded: number))
        case .uint8: put(UInt8(truncatingIfNeeded: number))
        case .word: put(Int8(truncatingIfNeeded: number))
        case .toggle: putBit(number != 0)
        case .real: put(Double(number).bitPattern)
        case .text: preconditionFailure("a number was given for a text")
        }
    }

    mutating func add(_ number: Double) { put(number.bitPattern) }

    mutating func add(_ text: String) {
        self.text += text.utf8
        put(Int32(self.text.count))
    }

    @inline(__always) private mutating func put<Integer: FixedWidthInteger>(_ value: Integer) {
        withUnsafeBytes(of: value.littleEndian) { values.append(contentsOf: $0) }
    }

    @inline(__always) private mutating func putBit(_ bit: Bool) {
        if count & 7 == 0 { values.append(0) }
        if bit { values[values.count - 1] |= 1 << UInt8(count & 7) }
        count += 1
    }
}
