/// A column of a written table: its name, and what stands in it.
package struct TableColumn: Sendable, Equatable {
    package let name: String
    package let type: ColumnType

    package init(_ name: String, _ type: ColumnType) {
        self.name = name
        self.type = type
    }
}

/// What stands in a column; no cell is ever empty.
package enum ColumnType: Sendable, Equatable {
    case int64, uint64, uint32, uint16, uint8
    case real
    case toggle
    case text
    /// One of a few words, given by its place among them.
    case word([String])
}

/// One cell of a row that is not written a million times.
package enum TableCell: Sendable {
    case number(Int64)
    case unsigned(UInt64)
    case real(Double)
    case text(String)
}

/// Writes a table in one format: cell by cell in the order of its columns, row by row.
///
/// A caller gives every cell as its column's type asks: numbers and toggles (0 or 1) as numbers, a word by its place.
package protocol TableEncoder: ~Copyable {
    /// What the format's files end in, without the dot.
    static var fileExtension: String { get }

    /// Makes the file and writes what stands before the rows.
    init(_ columns: [TableColumn], path: String) throws(StoreProblem)

    mutating func add(_ number: Int64) throws(StoreProblem)
    mutating func add(_ number: UInt64) throws(StoreProblem)
    mutating func add(_ number: Double) throws(StoreProblem)
    mutating func add(_ text: String) throws(StoreProblem)
    mutating func add(word: Int) throws(StoreProblem)
    /// Ends the row, every column of which has been given its cell.
    mutating func endRow() throws(StoreProblem)
    /// Writes what is not written yet, and what stands behind the rows; the last call.
    mutating func finish() throws(StoreProblem)
}

extension TableEncoder where Self: ~Copyable {
    package mutating func add(_ cell: TableCell) throws(StoreProblem) {
        switch cell {
        case .number(let number): try add(number)
        case .unsigned(let number): try add(number)
        case .real(let number): try add(number)
        case .text(let text): try add(text)
        }
    }
}
