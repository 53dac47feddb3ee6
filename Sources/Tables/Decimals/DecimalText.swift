/// Reads the finite decimal number that some bytes write: what `strtod` reads, to the last bit.
///
/// Three ways, the fastest that is exact: eight bytes at once, digits and a power of ten that need one rounding, and for what
/// is left (more than 19 digits, far exponents) the standard library.
enum DecimalText {
    /// The number in `bytes[start..<end]`, blanks at both ends aside; nil when it is none or not finite.
    ///
    /// - Parameter bytes: bytes around the cell are read too, but mean nothing.
    @inline(__always) static func number(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Double? {
        ShortDecimal.number(bytes, start, end) ?? long(bytes, start, end)
    }

    private static func long(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Double? {
        var (low, high) = (start, end)
        while low < high, CSVByte.isBlank(bytes[low]) { low += 1 }
        while low < high, CSVByte.isBlank(bytes[high - 1]) { high -= 1 }
        guard low < high, let parts = DecimalParts(bytes, low, high) else { return nil }
        return parts.number ?? standard(bytes, low, high)
    }

    /// - Precondition: the bytes are a decimal number.
    private static func standard(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Double? {
        guard let value = Double(String(decoding: bytes[start..<end], as: Unicode.ASCII.self)), value.isFinite else {
            return nil
        }
        return value
    }
}

/// Reads decimal numbers of at most eight bytes, a sign and a point among them, without a loop: nearly every cell.
///
/// The bytes are taken as one word and worked on side by side (Lamport 1975; Lemire's parsing of eight digits).
enum ShortDecimal {
    private static let zeros: UInt64 = 0x3030_3030_3030_3030
    private static let powers: [8 of Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7]

    /// nil when it is longer, too near the front of `bytes`, or no plain decimal number.
    @inline(__always) static func number(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Double? {
        let count = end &- start
        guard count > 0, count <= 8, end >= 8 else { return nil }
        // The cell's last byte is the word's highest, on machines of either order of bytes.
        var word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end &- 8, as: UInt64.self))
        let before = UInt64(truncatingIfNeeded: 64 &- 8 &* count)
        let isNegative = UInt8(truncatingIfNeeded: word >> before) == UInt8(ascii: "-")
        // The sign becomes a zero in front, as do the bytes before the cell.
        let kept = UInt64.max << before
        word = (word & kept) | (zeros & ~kept)
        if isNegative { word ^= UInt64(UInt8(ascii: "-") ^ UInt8(ascii: "0")) << before }
        var digits = isNegative ? count &- 1 : count
        var decimals = 0
        let points = EightBytes.equal(word, to: UInt8(ascii: "."))
        if points != 0 {
            // What stands before the point moves into its place.
            let place = points.trailingZeroBitCount &- 7
            let whole: UInt64 = (1 << UInt64(truncatingIfNeeded: place)) &- 1
            let behind: UInt64 = word & ~(whole << 8 | 0xFF)
            word = behind | (word & whole) << 8 | (zeros & 0xFF)
            decimals = 7 &- place / 8
            digits &-= 1
        }
        guard digits > 0, EightBytes.areDigits(word) else { return nil }
        let value = Double(EightBytes.value(ofDigits: word)) / powers[decimals]
        return isNegative ? -value : value
    }
}
