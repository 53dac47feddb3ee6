/// The parts of a decimal number in text: sign, digits, power of ten.
struct DecimalParts {
    private var isNegative = false
    /// The digits without the point, as a number; wrapped around when there are too many.
    private var digits: UInt64 = 0
    /// Ten to this times `digits` is the magnitude.
    private var exponent = 0
    /// Digits that count: without zeros in front.
    private var count = 0

    /// nil when the bytes are no decimal number: sign, digits with at most one point, exponent.
    init?(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) {
        var index = start
        isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
        let first = index
        takeDigits(bytes, &index, end)
        var read = index - first
        if index < end, bytes[index] == UInt8(ascii: ".") {
            index += 1
            let point = index
            takeDigits(bytes, &index, end)
            exponent = point - index
            read += index - point
        }
        guard read > 0 else { return nil }
        if index < end {
            guard bytes[index] | 0x20 == UInt8(ascii: "e"),
                let shift = DecimalParts.exponent(bytes, index + 1, end)
            else { return nil }
            exponent += shift
        }
    }

    /// The number with one rounding; nil where digits or exponent are too large for that.
    var number: Double? {
        guard count <= 19 else { return nil }
        guard let magnitude = DecimalRounding.nearest(digits, timesTenTo: exponent) else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    private mutating func takeDigits(_ bytes: UnsafeRawBufferPointer, _ index: inout Int, _ end: Int) {
        while digits == 0, index < end, bytes[index] == UInt8(ascii: "0") { index += 1 }
        let start = index
        while index + 8 <= end {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            guard EightBytes.areDigits(word) else { break }
            digits = digits &* 100_000_000 &+ EightBytes.value(ofDigits: word)
            index += 8
        }
        while index < end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            digits = digits &* 10 &+ UInt64(digit)
            index += 1
        }
        count += index - start
    }

    /// What stands behind the letter E; nil when it is no whole number. Far exponents end at a million.
    private static func exponent(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int? {
        var index = start
        let isNegative = index < end && bytes[index] == UInt8(ascii: "-")
        if isNegative || (index < end && bytes[index] == UInt8(ascii: "+")) { index += 1 }
        guard index < end else { return nil }
        var value = 0
        while index < end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = min(1_000_000, value * 10 + Int(digit))
            index += 1
        }
        return isNegative ? -value : value
    }
}
