/// Reads CSV (RFC 4180) row by row, from a file or from memory, and knows the line of every row.
///
/// Guarantees: one row is held at a time, so memory does not grow with the file; no cell becomes a `String` unless
/// asked for; quoted cells may hold commas, quotes (doubled) and line breaks; lines end with LF, CRLF or CR; a
/// byte-order mark is skipped; empty lines are skipped. Not its business: headers, types, which dialect a table has.
///
/// ```swift
/// var table = try CSVReader(path: "units.csv")
/// while try table.next() { print(table.line, table.text(0) ?? "", table.number(1) ?? 0) }
/// ```
public struct CSVReader: ~Copyable {
    /// The line, from 1, in which the present row begins.
    public private(set) var line = 0
    private var file: ByteSource?
    private let separator: UInt8
    private let dialect: CSVDialect
    private var buffer: [UInt8]
    private var position = 0
    private var filled: Int
    private var nextLine = 1
    /// Whether the present row has no quotes: its cells then stand in `buffer` as they came, a separator between them,
    /// and otherwise in `row`, unquoted, one behind the other.
    private var isPlain = false
    private var row: [UInt8] = []
    /// Where each cell ends, from the row's start.
    private var ends = CellEnds()
    /// Where a plain row starts in `buffer`.
    private var start = 0

    static let rowLimit = 1 << 20

    /// Opens a file.
    public init(path: String, dialect: CSVDialect = CSVDialect()) throws(CSVFault) {
        file = try Self.opened(path)
        (self.dialect, separator) = (dialect, dialect.separator.byte)
        buffer = [UInt8](repeating: 0, count: 1 << 18)
        filled = 0
    }

    /// Reads bytes that are in memory.
    public init(bytes: [UInt8], dialect: CSVDialect = CSVDialect()) {
        file = nil
        (self.dialect, separator) = (dialect, dialect.separator.byte)
        buffer = bytes
        filled = bytes.count
    }

    /// Moves to the next row; false at the end.
    /// - Throws: `CSVFault` for a row that is not CSV. The reader stands behind the faulty line then, and may go on.
    public mutating func next() throws(CSVFault) -> Bool {
        repeat {
            row.removeAll(keepingCapacity: true)
            ends.removeAll()
            guard try fill() else { return false }
            if line == 0, position == 0 { skipByteOrderMark() }
            line = nextLine
            if try readPlainRow() { return true }
        } while try !readRow()
        return true
    }

    // MARK: - The present row

    /// Cells of the present row.
    public var count: Int { ends.count }

    /// The bytes of a cell, without its quotes. - Precondition: `cell` is less than `count`.
    @_lifetime(borrow self) public func bytes(_ cell: Int) -> Span<UInt8> {
        if isPlain { buffer.span.extracting(range(cell)) } else { row.span.extracting(range(cell)) }
    }

    /// Whether a cell has no bytes. - Precondition: as for `bytes`.
    public func isEmpty(_ cell: Int) -> Bool { range(cell).isEmpty }

    /// A cell as text; nil when it is not UTF-8. - Precondition: as for `bytes`.
    public func text(_ cell: Int) -> String? {
        guard let valid = try? UTF8Span(validating: bytes(cell)) else { return nil }
        return String(copying: valid)
    }

    /// A cell as a finite decimal number; nil when it is none. - Precondition: as for `bytes`.
    public func number(_ cell: Int) -> Double? {
        let range = place(cell)
        return withRow { number($0, range) }
    }

    /// Reads several cells as finite decimal numbers, one behind the other.
    ///
    /// - Parameters:
    ///   - first: place in `cells` of the first that is read.
    ///   - numbers: room for as many as there are cells.
    /// - Returns: the place in `cells` of the first that is none; nil where all are. - Precondition: as for `bytes`.
    package func read(
        _ cells: [Int], from first: Int = 0, into numbers: UnsafeMutablePointer<Double>
    ) -> Int? {
        withRow { bytes in
            for index in first..<cells.count {
                guard let number = number(bytes, place(cells[index])) else { return index }
                numbers[index] = number
            }
            return nil
        }
    }

    @inline(__always) private func number(_ bytes: UnsafeRawBufferPointer, _ place: Range<Int>) -> Double? {
        guard dialect.decimalMark == .point else { return CSVReader.numberWithComma(bytes[place]) }
        return DecimalText.number(bytes, place.lowerBound, place.upperBound)
    }

    @inline(never) private static func numberWithComma(_ cell: Slice<UnsafeRawBufferPointer>) -> Double? {
        guard !cell.contains(UInt8(ascii: ".")) else { return nil }
        let text = cell.map { $0 == CSVByte.comma ? UInt8(ascii: ".") : $0 }
        return text.withUnsafeBytes { DecimalText.number($0, 0, $0.count) }
    }

    /// Lines that are read: all of them, at the end.
    package var linesRead: Int { nextLine - 1 }

    /// The bytes in which `range` stands.
    private func withRow<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        isPlain ? buffer.withUnsafeBytes(body) : row.withUnsafeBytes(body)
    }

    /// Where a cell's bytes stand; in a plain row with the blanks around them.
    private func place(_ cell: Int) -> Range<Int> {
        if isPlain { return (cell == 0 ? start : start + ends[cell - 1] + 1)..<start + ends[cell] }
        return (cell == 0 ? 0 : ends[cell - 1])..<ends[cell]
    }

    private func range(_ cell: Int) -> Range<Int> {
        let place = place(cell)
        guard isPlain, dialect.trimsBlanks else { return place }
        var (low, high) = (place.lowerBound, place.upperBound)
        while low < high, CSVByte.isBlank(buffer[low]) { low += 1 }
        while low < high, CSVByte.isBlank(buffer[high - 1]) { high -= 1 }
        return low..<high
    }

    // MARK: - Reading

    private static func opened(_ path: String) throws(CSVFault) -> ByteSource {
        do { return try ByteSource(path: path) } catch { throw CSVFault(line: nil, message: error.message) }
    }

    /// Makes sure of a byte at `position`; false at the end.
    private mutating func fill() throws(CSVFault) -> Bool {
        if position < filled { return true }
        guard file != nil else { return false }
        do {
            filled = try file?.read(into: &buffer) ?? 0
        } catch {
            throw CSVFault(line: nextLine, message: error.message)
        }
        position = 0
        return filled > 0
    }

    private mutating func skipByteOrderMark() {
        if filled >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { position = 3 }
    }

    /// Steps over a row without quotes that lies in the buffer as a whole, and copies nothing; false, and nothing is
    /// done, for any other row.
    private mutating func readPlainRow() throws(CSVFault) -> Bool {
        var row = scanPlainRow()
        if case .cutOff = row, position > 0, try pullRest() { row = scanPlainRow() }
        isPlain = true
        start = position
        // What is longer than a row may be, and a line of blanks, is for the slower way to judge.
        guard case .found(let next) = row, next - position <= Self.rowLimit, ends.count > 1 || !range(0).isEmpty else {
            isPlain = false
            ends.removeAll()
            return false
        }
        position = next
        nextLine += 1
        return true
    }

    private mutating func scanPlainRow() -> PlainRow {
        ends.removeAll()
        return buffer.withUnsafeBytes { bytes in
            PlainRow.scan(
                UnsafeRawBufferPointer(rebasing: bytes[..<filled]), from: position, separator: separator, &ends)
        }
    }

    /// Moves what is not read yet to the front of the buffer and fills the rest; false when there is no more.
    private mutating func pullRest() throws(CSVFault) -> Bool {
        guard file != nil else { return false }
        let rest = Array(buffer[position..<filled])
        buffer.replaceSubrange(..<rest.count, with: rest)
        position = 0
        filled = rest.count
        do {
            filled += try file?.read(into: &buffer, from: rest.count) ?? 0
        } catch {
            throw CSVFault(line: nextLine, message: error.message)
        }
        return filled > rest.count
    }

    /// Reads cells to the line's end; false for a line without a byte.
    private mutating func readRow() throws(CSVFault) -> Bool {
        var cellStart = 0
        var isClosed = false
        while try fill() {
            switch buffer[position] {
            case separator:
                position += 1
                endCell(from: cellStart, isQuoted: isClosed)
                cellStart = row.count
                isClosed = false
            case CSVByte.lineFeed, CSVByte.carriageReturn:
                try endLine()
                endCell(from: cellStart, isQuoted: isClosed)
                return ends.count > 1 || !row.isEmpty || isClosed
            case CSVByte.quote:
                guard row.count == cellStart, !isClosed else {
                    throw try fault("a quote inside a cell; quote the whole cell and write the quote twice")
                }
                position += 1
                try readQuoted()
                isClosed = true
            default:
                if dialect.trimsBlanks, row.count == cellStart || isClosed, CSVByte.isBlank(buffer[position]) {
                    position += 1
                    continue
                }
                if isClosed { throw try fault("text behind a closing quote") }
                takeText()
            }
            if row.count > Self.rowLimit { throw try fault(CSVReader.isTooLong) }
        }
        endCell(from: cellStart, isQuoted: isClosed)
        return ends.count > 1 || !row.isEmpty || isClosed
    }

    private static let isTooLong = "a row of more than 1 MiB; is a quote left open?"

    /// Takes bytes up to one that means something.
    private mutating func takeText() {
        let start = position
        repeat { position += 1 } while position < filled && !CSVByte.isSpecial(buffer[position], separator: separator)
        row += buffer[start..<position]
    }

    private mutating func endCell(from start: Int, isQuoted: Bool) {
        if dialect.trimsBlanks, !isQuoted {
            while row.count > start, CSVByte.isBlank(row[row.count - 1]) { row.removeLast() }
        }
        ends.append(row.count)
    }

    /// Reads from behind an opening quote to behind its closing one.
    private mutating func readQuoted() throws(CSVFault) {
        let opened = nextLine
        while try fill() {
            let byte = buffer[position]
            switch byte {
            case CSVByte.quote:
                position += 1
                guard try fill(), buffer[position] == CSVByte.quote else { return }
                position += 1
                row.append(CSVByte.quote)
            case CSVByte.lineFeed, CSVByte.carriageReturn:
                row.append(byte)
                try endLine()
                if byte == CSVByte.carriageReturn, position > 0, buffer[position - 1] == CSVByte.lineFeed {
                    row.append(CSVByte.lineFeed)
                }
            default: takeText()
            }
            if row.count > Self.rowLimit { throw try fault(CSVReader.isTooLong) }
        }
        throw CSVFault(line: opened, message: "a quote that is never closed")
    }

    /// Steps behind the line break at `position`.
    private mutating func endLine() throws(CSVFault) {
        let byte = buffer[position]
        position += 1
        if byte == CSVByte.carriageReturn, try fill(), buffer[position] == CSVByte.lineFeed { position += 1 }
        nextLine += 1
    }

    /// Skips the rest of the line and says what is wrong with it.
    private mutating func fault(_ message: String) throws(CSVFault) -> CSVFault {
        let faulty = nextLine
        while try fill(), buffer[position] != CSVByte.lineFeed, buffer[position] != CSVByte.carriageReturn {
            position += 1
        }
        if try fill() { try endLine() }
        return CSVFault(line: faulty, message: message)
    }
}

/// Says which line of a CSV file cannot be read, and why.
public struct CSVFault: Error, Sendable, Hashable {
    /// From 1; nil when the file cannot be opened.
    public let line: Int?
    /// What is wrong with the line, in words that do not name the file.
    public let message: String
}
