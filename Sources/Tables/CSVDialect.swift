/// The bytes that mean something in CSV.
enum CSVByte {
    static let comma = UInt8(ascii: ",")
    static let quote = UInt8(ascii: "\"")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    /// Whether a byte ends a run of bytes that are just text.
    static func isSpecial(_ byte: UInt8, separator: UInt8) -> Bool {
        byte == separator || byte == lineFeed || byte == carriageReturn || byte == quote
    }

    /// Whether a byte is a blank within a line.
    @inline(__always) static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}

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

    /// What stands between two cells.
    public var separator = Separator.comma
    /// What stands between a number's whole part and its fraction.
    public var decimalMark = DecimalMark.point
    /// Whether blanks around a cell are no part of it, those within its quotes aside; RFC 4180 keeps them.
    public var trimsBlanks = false

    public init() {}
}
