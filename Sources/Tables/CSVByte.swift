/// The bytes that mean something in CSV.
enum CSVByte {
    static let comma = UInt8(ascii: ",")
    static let quote = UInt8(ascii: "\"")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    /// Whether a byte ends a run of bytes that are just text.
    static func isSpecial(_ byte: UInt8) -> Bool {
        // All four are at most a comma, and most bytes of a cell are above it.
        byte <= comma && (byte == comma || byte == lineFeed || byte == carriageReturn || byte == quote)
    }
}
