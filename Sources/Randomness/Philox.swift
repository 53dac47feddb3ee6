/// The Philox 4x32-10 bijection: 128 bits of counter and 64 bits of key become 128 random bits, with no state.
///
/// Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011. It passes the published
/// known-answer vectors of Random123 (see the tests). For one key, different counters always give different blocks.
@frozen
public enum Philox {
    /// The block at `counter` under `key`.
    ///
    /// Words are in the order of the paper: `counter[0]` and `counter[2]` are the ones that the first round
    /// multiplies.
    @inlinable @inline(__always)
    public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
        var (k0, k1) = (key[0], key[1])
        for _ in 0..<10 {
            // 32 x 32 bits fit in 64: the product cannot overflow. The key schedule wraps by definition.
            let p0 = UInt64(c0) &* 0xD251_1F53
            let p1 = UInt64(c2) &* 0xCD9E_8D57
            c0 = UInt32(truncatingIfNeeded: p1 &>> 32) ^ c1 ^ k0
            c2 = UInt32(truncatingIfNeeded: p0 &>> 32) ^ c3 ^ k1
            c1 = UInt32(truncatingIfNeeded: p1)
            c3 = UInt32(truncatingIfNeeded: p0)
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return SIMD4(c0, c1, c2, c3)
    }
}
