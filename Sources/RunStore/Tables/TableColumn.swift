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
