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

extension ArrowField {
    /// - Parameter number: the column's own, under which its words stand.
    fileprivate init(_ column: TableColumn, number: Int) {
        let type: ArrowType =
            switch column.type {
            case .int64: .integer(bits: 64, signed: true)
            case .uint64: .integer(bits: 64, signed: false)
            case .uint32: .integer(bits: 32, signed: false)
            case .uint16: .integer(bits: 16, signed: false)
            case .uint8: .integer(bits: 8, signed: false)
            case .real: .float64
            case .toggle: .toggle
            case .text: .text
            case .word: .words(dictionary: number)
            }
        self.init(name: column.name, type: type)
    }
}

/// Writes a table as an Arrow IPC file, batch by batch, so that memory does not grow with the table.
///
/// No column has missing values. pandas, polars, DuckDB and everything else that reads Arrow reads it, and may map it
/// into memory: all values are aligned to 64 bytes. See https://arrow.apache.org/docs/format/Columnar.html.
package struct ArrowTable: TableEncoder, ~Copyable {
    package static let fileExtension = "arrow"
    /// Rows of a full batch.
    package static let batchRows = 1 << 14

    private var file: LogFile
    private let fields: [ArrowField]
    private var gathered: [ArrowColumn]
    private var footer = ArrowFooter()
    /// Bytes of the file so far.
    private var offset: Int
    private var column = 0
    private var rows = 0

    package init(_ columns: [TableColumn], path: String) throws(StoreProblem) {
        // Thrown before anything of the table is there: a value that cannot be copied is made as a whole.
        var file = try LogFile(path)
        let start = ArrowFooter.magic + [0, 0]
        let fields = columns.enumerated().map { ArrowField($1, number: $0) }
        let head = start + ArrowMessage.schema(fields, at: start.count)
        try file.write(head)
        let dictionaries = ArrowTable.dictionaries(columns)
        for (message, body) in dictionaries {
            try file.write(message)
            try file.write(body.bytes)
        }
        self.file = file
        self.fields = fields
        gathered = columns.map { ArrowColumn($0.type) }
        offset = head.count
        for (message, body) in dictionaries { footer.dictionaries.append(block(message, body)) }
    }

    @inline(__always) package mutating func add(_ number: Int64) throws(StoreProblem) {
        gathered[column].add(number)
        column += 1
    }

    package mutating func add(_ number: UInt64) throws(StoreProblem) { try add(Int64(bitPattern: number)) }

    package mutating func add(_ number: Double) throws(StoreProblem) {
        gathered[column].add(number)
        column += 1
    }

    package mutating func add(_ text: String) throws(StoreProblem) {
        gathered[column].add(text)
        column += 1
    }

    package mutating func add(word: Int) throws(StoreProblem) { try add(Int64(word)) }

    @inline(__always) package mutating func endRow() throws(StoreProblem) {
        column = 0
        rows += 1
        if rows == ArrowTable.batchRows { try writeBatch() }
    }

    package mutating func finish() throws(StoreProblem) {
        if rows > 0 { try writeBatch() }
        try file.write(footer.bytes(fields))
        try file.flush()
    }

    @inline(never) private mutating func writeBatch() throws(StoreProblem) {
        let body = ArrowBody(gathered.map(\.pieces))
        let message = ArrowMessage.batch(
            rows: rows, lengths: fields.map { _ in rows }, pieces: body.pieces, body: body.bytes.count)
        try file.write(message)
        try file.write(body.bytes)
        footer.batches.append(block(message, body))
        for column in gathered.indices { gathered[column].clear() }
        rows = 0
    }

    /// The words of every column that holds some.
    private static func dictionaries(_ columns: [TableColumn]) -> [(message: [UInt8], body: ArrowBody)] {
        columns.enumerated().compactMap { number, column in
            guard case .word(let words) = column.type else { return nil }
            var list = ArrowColumn(.text)
            for word in words { list.add(word) }
            let body = ArrowBody([list.pieces])
            return (
                ArrowMessage.dictionary(number, words: words.count, pieces: body.pieces, body: body.bytes.count), body
            )
        }
    }

    /// Steps behind a message that was written, and tells where it stands.
    private mutating func block(_ message: [UInt8], _ body: ArrowBody) -> ArrowFooter.Block {
        defer { offset += message.count + body.bytes.count }
        return ArrowFooter.Block(offset: offset, metadata: message.count, body: body.bytes.count)
    }
}

/// The body of a message: the pieces of its columns, each at a multiple of the alignment.
struct ArrowBody {
    private(set) var bytes: [UInt8] = []
    private(set) var pieces: [ArrowMessage.Piece] = []

    /// - Parameter columns: the pieces of each.
    init(_ columns: [[[UInt8]]]) {
        for column in columns {
            // Where the validity of the values would stand: nothing is missing.
            pieces.append(ArrowMessage.Piece(offset: bytes.count, length: 0))
            for piece in column {
                pieces.append(ArrowMessage.Piece(offset: bytes.count, length: piece.count))
                bytes += piece
                bytes += [UInt8](repeating: 0, count: -bytes.count & (ArrowMessage.alignment - 1))
            }
        }
    }
}
