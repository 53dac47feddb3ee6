/// A column of numbers, of lists of numbers, or of lists of lists of numbers.
package struct ArrowListColumn: Sendable {
    /// The type of one number.
    package enum Number: String, Sendable {
        case uint8, int32, uint32, int64, uint64, float32, float64

        fileprivate var type: ArrowType {
            switch self {
            case .uint8: .integer(bits: 8, signed: false)
            case .int32: .integer(bits: 32, signed: true)
            case .uint32: .integer(bits: 32, signed: false)
            case .int64: .integer(bits: 64, signed: true)
            case .uint64: .integer(bits: 64, signed: false)
            case .float32: .float32
            case .float64: .float64
            }
        }

        fileprivate var width: Int {
            switch self {
            case .uint8: 1
            case .int32, .uint32, .float32: 4
            case .int64, .uint64, .float64: 8
            }
        }
    }

    package let name: String
    package let number: Number
    /// How deep its lists are: 0 of numbers, to 2.
    package let depth: Int
    /// What a reader is told of it beside its type, by name.
    package let metadata: [(name: String, text: String)]

    package init(_ name: String, _ number: Number, depth: Int = 0, metadata: [(name: String, text: String)] = []) {
        precondition(0...2 ~= depth, "lists are two deep at most")
        (self.name, self.number, self.depth, self.metadata) = (name, number, depth, metadata)
    }

    fileprivate var field: ArrowField {
        let type = (0..<depth).reduce(number.type) { type, _ in .list(type) }
        return ArrowField(name: name, type: type, metadata: metadata)
    }
}

/// Writes a table of lists as an Arrow IPC file, batch by batch. No column has missing values.
package struct ArrowLists: ~Copyable {
    private var file: LogFile
    private let columns: [ArrowListColumn]
    private var gathered: [Gathered]
    private var footer = ArrowFooter()
    /// Bytes of the file so far.
    private var offset: Int
    private var column = 0
    private var rows = 0
    private var bytes = 0

    /// Bytes of numbers after which a batch is full.
    private static let batchBytes = 8 << 20

    /// One column of the batch under way.
    private struct Gathered {
        /// Of each level of lists, the outermost first, where each list ends.
        var ends: [[Int32]]
        var numbers: [UInt8] = []
    }

    package init(_ columns: [ArrowListColumn], path: String) throws(StoreProblem) {
        var file = try LogFile(path)
        let start = ArrowFooter.magic + [0, 0]
        let head = start + ArrowMessage.schema(columns.map(\.field), at: start.count)
        try file.write(head)
        self.file = file
        self.columns = columns
        gathered = columns.map { Gathered(ends: [[Int32]](repeating: [0], count: $0.depth)) }
        offset = head.count
    }

    /// Adds the next column's value of the row under way.
    /// - Parameters:
    ///   - counts: of a list its length; of a list of lists the length of each; of a number nothing.
    ///   - numbers: all of them, one behind the other, little-endian.
    package mutating func add(_ numbers: [UInt8], counts: [Int] = []) {
        let depth = columns[column].depth
        if depth == 2 {
            // The outer list has as many lists as there are counts, and each of those as many numbers.
            gathered[column].ends[0].append((gathered[column].ends[0].last ?? 0) + Int32(counts.count))
        }
        for count in depth > 0 ? counts : [] {
            gathered[column].ends[depth - 1].append((gathered[column].ends[depth - 1].last ?? 0) + Int32(count))
        }
        gathered[column].numbers += numbers
        bytes += numbers.count
        column += 1
    }

    package mutating func add<Number: FixedWidthInteger>(_ number: Number) {
        add(withUnsafeBytes(of: number.littleEndian) { Array($0) })
    }

    package mutating func endRow() throws(StoreProblem) {
        precondition(column == columns.count, "a row has a value of each column")
        column = 0
        rows += 1
        if bytes >= Self.batchBytes { try writeBatch() }
    }

    /// Writes what is not written yet, and what stands behind the rows; the last call.
    package mutating func finish() throws(StoreProblem) {
        if rows > 0 { try writeBatch() }
        try file.write(footer.bytes(columns.map(\.field)))
        try file.flush()
    }

    private mutating func writeBatch() throws(StoreProblem) {
        var (lengths, pieces): ([Int], [[[UInt8]]]) = ([], [])
        for (column, values) in zip(columns, gathered) {
            for ends in values.ends {
                lengths.append(ends.count - 1)
                pieces.append([ends.flatMap { end in withUnsafeBytes(of: end.littleEndian) { Array($0) } }])
            }
            lengths.append(values.numbers.count / column.number.width)
            pieces.append([values.numbers])
        }
        let body = ArrowBody(pieces)
        let message = ArrowMessage.batch(rows: rows, lengths: lengths, pieces: body.pieces, body: body.bytes.count)
        try file.write(message)
        try file.write(body.bytes)
        footer.batches.append(
            ArrowFooter.Block(offset: offset, metadata: message.count, body: body.bytes.count))
        offset += message.count + body.bytes.count
        for place in gathered.indices {
            gathered[place] = Gathered(ends: gathered[place].ends.map { _ in [0] })
        }
        (rows, bytes) = (0, 0)
    }
}
