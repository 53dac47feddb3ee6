import Randomness

/// Hashes the bytes of cells, eight at a time.
package enum ByteHash {
    @inline(__always) package static func of(_ bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
        bytes.withUnsafeBytes { bytes in
            var state = seed ^ UInt64(bytes.count)
            var index = 0
            while index + 8 <= bytes.count {
                state = fold(state, bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                index += 8
            }
            var rest: UInt64 = 0
            while index < bytes.count {
                rest = rest << 8 | UInt64(bytes[index])
                index += 1
            }
            return StableHash.mix(state, rest)
        }
    }

    @inline(__always) private static func fold(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let product = (state ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: word ^ 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low &+ state
    }
}

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

/// Numbers keys from 0 in the order in which they are first seen; a key is 64 well mixed bits of a name.
///
/// Two names of ten million meet in one key with a chance of 3 in a million. Open addressing: 12 bytes per slot, at most
/// 7 of 10 slots filled.
package struct KeyTable: Equatable {
    private var keys: [UInt64]
    private var numbers: [UInt32]
    package private(set) var count = 0

    private static let free = UInt32.max

    package init() {
        keys = [UInt64](repeating: 0, count: 1 << 12)
        numbers = [UInt32](repeating: KeyTable.free, count: 1 << 12)
    }

    /// The number of the key, and whether it is new.
    @inline(__always) package mutating func number(of key: UInt64) -> (number: Int, isNew: Bool) {
        let slot = slot(of: key)
        if numbers[slot] != KeyTable.free { return (Int(numbers[slot]), false) }
        keys[slot] = key
        numbers[slot] = UInt32(count)
        count += 1
        if count * 10 > keys.count * 7 { grow() }
        return (count - 1, true)
    }

    private func slot(of key: UInt64) -> Int {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: key) & mask
        while numbers[slot] != KeyTable.free, keys[slot] != key { slot = (slot + 1) & mask }
        return slot
    }

    @inline(never) private mutating func grow() {
        let old = (keys, numbers)
        keys = [UInt64](repeating: 0, count: 2 * old.0.count)
        numbers = [UInt32](repeating: KeyTable.free, count: 2 * old.0.count)
        for index in old.0.indices where old.1[index] != KeyTable.free {
            let slot = slot(of: old.0[index])
            keys[slot] = old.0[index]
            numbers[slot] = old.1[index]
        }
    }
}
