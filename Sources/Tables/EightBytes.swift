/// Eight bytes of text as one word, the first byte lowest, looked at side by side.
enum EightBytes {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The bytes from `index` on; behind the end, bytes that are no text.
    @inline(__always) static func load(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
        if index &+ 8 <= bytes.count {
            return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        }
        var word = UInt64.max
        for place in (index..<bytes.count).reversed() { word = word << 8 | UInt64(bytes[place]) }
        return word
    }

    /// The highest bit of each byte that equals `byte`.
    @inline(__always) static func equal(_ word: UInt64, to byte: UInt8) -> UInt64 {
        let difference = word ^ (ones &* UInt64(byte))
        return ~(((difference & ~highs) &+ ~highs) | difference) & highs
    }

    /// The highest bit of each byte that is at most `byte`, which is below 127.
    @inline(__always) static func atMost(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let isAbove = (word & ~highs) &+ ones &* UInt64(127 &- byte)
        return ~(isAbove | word) & highs
    }

    /// Whether all bytes are decimal digits.
    @inline(__always) static func areDigits(_ word: UInt64) -> Bool {
        let carried = (word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0
        return (word & 0xF0F0_F0F0_F0F0_F0F0) | carried >> 4 == 0x3333_3333_3333_3333
    }

    /// The number that eight digits write: pairs of digits, then of pairs, then of fours.
    @inline(__always) static func value(ofDigits word: UInt64) -> UInt64 {
        let pairs = ((word & 0x0F0F_0F0F_0F0F_0F0F) &* 2_561) >> 8
        let fours = ((pairs & 0x00FF_00FF_00FF_00FF) &* 6_553_601) >> 16
        return ((fours & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) >> 32
    }
}
