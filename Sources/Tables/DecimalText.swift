/// Reads decimal numbers from bytes, without a `String` where that is exact.
enum DecimalText {
    /// The finite number that the bytes write, blanks at both ends aside; nil when they write none.
    static func number(_ bytes: Span<UInt8>) -> Double? {
        var low = 0
        var high = bytes.count
        while low < high, bytes[low] == space { low += 1 }
        while low < high, bytes[high - 1] == space { high -= 1 }
        guard low < high else { return nil }
        return short(bytes, low, high) ?? long(bytes, low, high)
    }

    private static let space = UInt8(ascii: " ")

    /// At most 15 digits and no exponent: digits and power of ten are exact, so their quotient is rounded once
    /// (Clinger 1990).
    private static func short(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Double? {
        var index = start
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var digits: UInt64 = 0
        var count = 0
        var scale = 1.0
        var isFraction = false
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else {
                guard byte >= 48, byte <= 57, count < 15 else { return nil }
                digits = digits * 10 + UInt64(byte - 48)
                count += 1
                if isFraction { scale *= 10 }
            }
            index += 1
        }
        guard count > 0 else { return nil }
        let value = Double(digits) / scale
        return isNegative ? -value : value
    }

    private static func long(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Double? {
        var text = ""
        for index in start..<end {
            // What Double takes beyond decimals: "inf", "nan", hexadecimal.
            guard "0123456789+-.eE".utf8.contains(bytes[index]) else { return nil }
            text.unicodeScalars.append(Unicode.Scalar(bytes[index]))
        }
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }
}
