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
