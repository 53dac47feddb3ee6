/// Writes whole numbers as decimal digits into memory of the caller.
enum Digits {
    /// The most bytes that a number takes, its sign with it.
    static let widest = 20

    /// "00" to "99", because a division by 100 costs as much as one by 10.
    private static let pairs: StaticString = """
        0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
        5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
        """

    /// Writes the digits and returns where they end. - Precondition: room for `widest` bytes.
    @inline(__always) static func write(
        _ number: Int64, to start: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        guard number < 0 else { return write(magnitude: UInt64(number), to: start) }
        start.pointee = UInt8(ascii: "-")
        return write(magnitude: number.magnitude, to: start + 1)
    }

    @inline(__always) private static func write(
        magnitude: UInt64, to start: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let end = start + digits(in: magnitude)
        let pairs = Digits.pairs.utf8Start
        var place = end
        var rest = magnitude
        while rest >= 100 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            place -= 2
            place[0] = pairs[2 * Int(pair)]
            place[1] = pairs[2 * Int(pair) + 1]
            rest = quotient
        }
        if rest >= 10 {
            start[0] = pairs[2 * Int(rest)]
            start[1] = pairs[2 * Int(rest) + 1]
        } else {
            start[0] = UInt8(ascii: "0") + UInt8(rest)
        }
        return end
    }

    @inline(__always) private static func digits(in number: UInt64) -> Int {
        var count = 1
        var rest = number
        while rest >= 10_000 {
            rest /= 10_000
            count += 4
        }
        return count + (rest >= 10 ? 1 : 0) + (rest >= 100 ? 1 : 0) + (rest >= 1_000 ? 1 : 0)
    }
}
