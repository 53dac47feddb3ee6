/// Writes a table as CSV (RFC 4180 with line feeds), with one header line.
package struct CSVTable: TableEncoder, ~Copyable {
    package static let fileExtension = "csv"

    private var file: LogFile
    private let columns: [TableColumn]
    /// The column of the next cell.
    private var column = 0

    package init(_ columns: [TableColumn], path: String) throws(StoreProblem) {
        var file = try LogFile(path)
        try file.write(CSVTable.header(columns))
        self.file = file
        self.columns = columns
    }

    /// The first line, with its end.
    static func header(_ columns: [TableColumn]) -> String { columns.map(\.name).joined(separator: ",") + "\n" }

    /// A cell as it stands in the file.
    static func text(_ cell: TableCell) -> String {
        switch cell {
        case .number(let number): "\(number)"
        case .unsigned(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let text): quoted(text)
        }
    }

    @inline(__always) package mutating func add(_ number: Int64) throws(StoreProblem) {
        let start = try file.room(for: Digits.widest + 1)
        let place = separate(start)
        file.advance(to: Digits.write(number, to: place))
    }

    package mutating func add(_ number: UInt64) throws(StoreProblem) { try write(CSVTable.text(.unsigned(number))) }
    package mutating func add(_ number: Double) throws(StoreProblem) { try write(CSVTable.text(.real(number))) }
    package mutating func add(_ text: String) throws(StoreProblem) { try write(CSVTable.quoted(text)) }

    @inline(never) package mutating func add(word: Int) throws(StoreProblem) {
        guard case .word(let words) = columns[column].type else { preconditionFailure("the column holds no words") }
        try write(words[word])
    }

    @inline(__always) package mutating func endRow() throws(StoreProblem) {
        let place = try file.room(for: 1)
        place.pointee = UInt8(ascii: "\n")
        file.advance(to: place + 1)
        column = 0
    }

    package mutating func finish() throws(StoreProblem) { try file.flush() }

    /// Puts a comma before every cell but a row's first.
    @inline(__always) private mutating func separate(
        _ place: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        defer { column += 1 }
        guard column > 0 else { return place }
        place.pointee = UInt8(ascii: ",")
        return place + 1
    }

    private mutating func write(_ text: String) throws(StoreProblem) {
        let start = try file.room(for: 1)
        let place = separate(start)
        file.advance(to: place)
        try file.write(text)
    }

    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
