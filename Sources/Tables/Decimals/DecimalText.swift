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
