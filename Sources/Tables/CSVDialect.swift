/// How a table sets its cells apart and writes its numbers.
public struct CSVDialect: Sendable, Hashable, Codable {
    /// What stands between two cells.
    public enum Separator: String, Sendable, CaseIterable, Codable {
        case comma, semicolon, tab, pipe

        var byte: UInt8 {
            switch self {
            case .comma: CSVByte.comma
            case .semicolon: UInt8(ascii: ";")
            case .tab: UInt8(ascii: "\t")
            case .pipe: UInt8(ascii: "|")
            }
        }
    }

    /// What stands between a number's whole part and its fraction.
    public enum DecimalMark: String, Sendable, CaseIterable, Codable {
        case point, comma
    }

    public var separator = Separator.comma
    public var decimalMark = DecimalMark.point
    /// Whether blanks around a cell are no part of it, those within its quotes aside; RFC 4180 keeps them.
    public var trimsBlanks = false

    public init() {}
}
