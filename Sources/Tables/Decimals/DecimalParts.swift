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

/// Rounds whole numbers times powers of ten to the nearest double, ties to even.
///
/// Exact quotients and products of doubles where there are any (Clinger 1990), else the product with 128 bits of the power of
/// five (Lemire 2021, "Number parsing at a gigabyte per second"; that no case is left undecided: Mushtak and Lemire 2023).
enum DecimalRounding {
    /// Powers of ten that doubles hold exactly.
    private static let exactPowers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]
    /// Five to this fits 64 bits.
    private static let reach = 27
    /// Five to -27...27 as 128 bits with the highest one set, the negative ones rounded up.
    private static let fives: [UInt128] = (-reach...reach).map { exponent in
        let power = (0..<abs(exponent)).reduce(UInt128(1)) { power, _ in power * 5 }
        let shift = power.leadingZeroBitCount
        if exponent >= 0 { return power << UInt128(shift) }
        // 2^(127 + bits of the power) over the power; a power of five is no power of two.
        let normal = power << UInt128(shift)
        let quotient = normal.dividingFullWidth((UInt128(1) << 127, 0)).quotient
        return quotient + 1
    }

    /// nil where ten to the exponent is out of reach.
    static func nearest(_ digits: UInt64, timesTenTo exponent: Int) -> Double? {
        if digits == 0 { return 0 }
        if digits <= 1 << 53, abs(exponent) < exactPowers.count {
            return exponent < 0
                ? Double(digits) / exactPowers[-exponent] : Double(digits) * exactPowers[exponent]
        }
        guard abs(exponent) <= reach else { return nil }
        let five = fives[exponent + reach]
        let zeros = digits.leadingZeroBitCount
        let normal = digits << UInt64(zeros)
        var (high, low) = normal.multipliedFullWidth(by: UInt64(truncatingIfNeeded: five >> 64))
        // The lower half matters only where it can carry into what is kept.
        if high & 0x1FF == 0x1FF {
            let carry: Bool
            (low, carry) = low.addingReportingOverflow(
                normal.multipliedFullWidth(by: UInt64(truncatingIfNeeded: five)).high)
            if carry { high += 1 }
        }
        let top = high >> 63
        let shift = top + 9
        var mantissa = high >> shift
        // Halfway between two doubles, which only near powers of ten can be.
        if low <= 1, (-4...23).contains(exponent), mantissa & 3 == 1, mantissa << shift == high { mantissa -= 1 }
        mantissa = (mantissa + (mantissa & 1)) >> 1
        // floor(log2(10^exponent)) by a fraction that is exact in this reach.
        var binary = (exponent * 217_706) >> 16 + 63 + Int(top) - zeros + 1_023
        if mantissa == 1 << 53 {
            mantissa = 1 << 52
            binary += 1
        }
        return Double(sign: .plus, exponentBitPattern: UInt(binary), significandBitPattern: mantissa & (1 << 52 - 1))
    }
}
