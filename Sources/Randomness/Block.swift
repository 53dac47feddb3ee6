/// Four 32-bit random words that answer one keyed question, to be used for up to four small draws.
///
/// Words are numbered 0 to 3 and halves 0 (words 0 and 1) and 1 (words 2 and 3). A draw is a pure function of its
/// word: reading one twice gives the same number, so a caller decides which word means what and keeps to it.
@frozen
public struct Block: Hashable, Sendable, BitwiseCopyable {
    /// The first 32 random bits; of half 0.
    public let word0: UInt32
    /// The second 32 random bits; of half 0.
    public let word1: UInt32
    /// The third 32 random bits; of half 1.
    public let word2: UInt32
    /// The last 32 random bits; of half 1.
    public let word3: UInt32

    /// The block of four words, such as ``Philox`` gives.
    @inlinable @inline(__always)
    public init(_ words: SIMD4<UInt32>) {
        word0 = words[0]
        word1 = words[1]
        word2 = words[2]
        word3 = words[3]
    }

    /// The 32 bits of word `index` (0...3).
    @inlinable @inline(__always)
    public func bits(_ index: Int) -> UInt32 {
        switch index {
        case 0: return word0
        case 1: return word1
        case 2: return word2
        default:
            precondition(index == 3, "a block has words 0...3")
            return word3
        }
    }

    /// The 64 bits of a half (0 or 1); the word with the lower number is the less significant one.
    @inlinable @inline(__always)
    public func bits64(_ half: Int) -> UInt64 {
        precondition(half == 0 || half == 1, "a block has halves 0 and 1")
        return half == 0
            ? UInt64(word1) &<< 32 | UInt64(word0)
            : UInt64(word3) &<< 32 | UInt64(word2)
    }

    /// Uniform on the 2^32 multiples of 2^-32 in [0, 1).
    @inlinable @inline(__always)
    public func uniform(_ index: Int) -> Double {
        Double(bits(index)) * 0x1p-32
    }

    /// Uniform on the 2^32 cell midpoints of (0, 1), symmetric about 1/2: safe for a logarithm or an inverse CDF.
    ///
    /// A tail beyond probability 2^-33 is never drawn (6.3 standard deviations of a normal); where that matters,
    /// use ``openUniform52(_:)``.
    @inlinable @inline(__always)
    public func openUniform(_ index: Int) -> Double {
        (Double(bits(index)) + 0.5) * 0x1p-32
    }

    /// Uniform on the 2^53 multiples of 2^-53 in [0, 1), from a half (0 or 1).
    @inlinable @inline(__always)
    public func uniform53(_ half: Int) -> Double {
        Double(bits64(half) &>> 11) * 0x1p-53
    }

    /// Uniform on the 2^52 cell midpoints of (0, 1), symmetric about 1/2, from a half (0 or 1).
    @inlinable @inline(__always)
    public func openUniform52(_ half: Int) -> Double {
        (Double(bits64(half) &>> 12) + 0.5) * 0x1p-52
    }

    /// An index in 0 ..< `bound` from word `index`, for 1 <= `bound` <= 2^32.
    ///
    /// One word cannot be cut into `bound` equal parts unless that divides 2^32: a probability is off by at most
    /// 2^-32, which no simulation of fewer than 10^12 draws can see when `bound` < 10^4.
    @inlinable @inline(__always)
    public func index(_ index: Int, below bound: Int) -> Int {
        precondition(bound >= 1 && bound <= 1 << 32, "an index needs a bound in 1...2^32")
        return Int(truncatingIfNeeded: (UInt64(bits(index)) &* UInt64(bound)) &>> 32)
    }
}
