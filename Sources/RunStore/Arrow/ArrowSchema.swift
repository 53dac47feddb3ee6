/// Describes a table's columns in Arrow's own terms (format/Schema.fbs).
///
/// Words are dictionary-encoded: the column holds their places, and the words stand once in the file, under a number
/// that is the column's own.
enum ArrowSchema {
    /// Arrow's metadata version 5, that of all files since 2020.
    static let version: Int16 = 4

    /// The schema as a table of the buffer.
    static func write(_ columns: [TableColumn], to buffer: inout FlatBuffer) -> FlatBuffer.Place {
        let fields = columns.enumerated().map { field($1, number: $0, in: &buffer) }
        let list = buffer.vector(fields)
        return buffer.table([.int16(littleEndian), .place(list)])
    }

    private static let littleEndian: Int16 = 0
    private static let double: Int16 = 2

    /// The members of Arrow's union of types that are used here.
    private enum Kind: UInt8 {
        case integer = 2
        case floatingPoint = 3
        case text = 5
        case toggle = 6
    }

    private static func field(_ column: TableColumn, number: Int, in buffer: inout FlatBuffer) -> FlatBuffer.Place {
        let name = buffer.text(column.name)
        let children = buffer.vector([])
        let (kind, type) = type(of: column, in: &buffer)
        return buffer.table([
            .place(name), .uint8(0), .uint8(kind.rawValue), .place(type),
            dictionary(of: column, number: number, in: &buffer), .place(children),
        ])
    }

    private static func type(
        of column: TableColumn, in buffer: inout FlatBuffer
    ) -> (Kind, FlatBuffer.Place) {
        switch column.type {
        case .int64: (.integer, integer(64, signed: true, in: &buffer))
        case .uint64: (.integer, integer(64, signed: false, in: &buffer))
        case .uint32: (.integer, integer(32, signed: false, in: &buffer))
        case .uint16: (.integer, integer(16, signed: false, in: &buffer))
        case .uint8: (.integer, integer(8, signed: false, in: &buffer))
        case .real: (.floatingPoint, buffer.table([.int16(double)]))
        case .toggle: (.toggle, buffer.table([]))
        case .text, .word: (.text, buffer.table([]))
        }
    }

    private static func dictionary(
        of column: TableColumn, number: Int, in buffer: inout FlatBuffer
    ) -> FlatBuffer.Field {
        guard case .word = column.type else { return .absent }
        let index = integer(8, signed: true, in: &buffer)
        return .place(buffer.table([.int64(Int64(number)), .place(index)]))
    }

    private static func integer(_ bits: Int32, signed: Bool, in buffer: inout FlatBuffer) -> FlatBuffer.Place {
        buffer.table([.int32(bits), .uint8(signed ? 1 : 0)])
    }
}
