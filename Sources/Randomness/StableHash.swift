/// A 64-bit mixer whose values never change between runs, machines or versions; not for secrets.
///
/// It is what salted assignment and tie keys rest on. The mixer is the finaliser of SplitMix64 (Steele, Lea, Flood,
/// OOPSLA 2014; Stafford's variant 13), used twice. The tests freeze its values.
public enum StableHash {
    /// 64 well mixed bits of the ordered pair (`a`, `b`).
    ///
    /// With either argument fixed it is a bijection of the other: equal salts never make two users collide.
    @inlinable @inline(__always)
    public static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        finalise(finalise(a &+ 0x9E37_79B9_7F4A_7C15) ^ b)
    }

    /// The hash of the UTF-8 bytes of `string`; strings that differ in bytes only (composed and decomposed accents)
    /// differ here although Swift calls them equal.
    public static func hash(_ string: String, seed: UInt64) -> UInt64 {
        var string = string
        return string.withUTF8 { bytes in
            var state = mix(seed, UInt64(bytes.count))
            var start = 0
            while start < bytes.count {
                var word: UInt64 = 0
                let end = min(start + 8, bytes.count)
                for index in start..<end {
                    word |= UInt64(bytes[index]) &<< UInt64(8 * (index - start))
                }
                state = mix(state, word)
                start = end
            }
            return state
        }
    }

    /// The top 53 bits of a hash as a multiple of 2^-53 in [0, 1).
    @inlinable @inline(__always)
    public static func fraction(_ hash: UInt64) -> Double {
        Double(hash &>> 11) * 0x1p-53
    }

    /// Where unit `b` falls in [0, 1) under salt `a`.
    @inlinable @inline(__always)
    public static func fraction(_ a: UInt64, _ b: UInt64) -> Double {
        fraction(mix(a, b))
    }

    /// Where the unit named `string` falls in [0, 1) under `seed`.
    public static func fraction(_ string: String, seed: UInt64) -> Double {
        fraction(hash(string, seed: seed))
    }

    @inlinable @inline(__always)
    static func finalise(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z &>> 31)
    }
}
