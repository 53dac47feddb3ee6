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
