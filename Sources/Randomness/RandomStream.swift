/// A sequence of random numbers about one subject, of any length, from a keyed counter.
///
/// A copy continues from the same point and gives the same numbers. Draws that are inverse transforms (uniform,
/// normal, exponential, log-normal) take exactly one 64-bit number each, so two streams stay in step through them.
/// The type is a value with 48 bytes of state; threads share nothing.
@frozen
public struct RandomStream: RandomNumberGenerator, Hashable, Sendable {
    @usableFromInline var counter: KeyedCounter
    @usableFromInline var spare: UInt64 = 0
    @usableFromInline var hasSpare = false

    @inlinable @inline(__always)
    init(_ counter: KeyedCounter) {
        self.counter = counter
    }

    /// The next 64 random bits: the first half of the block at hand, then its second half.
    @inlinable @inline(__always)
    public mutating func next() -> UInt64 {
        if hasSpare {
            hasSpare = false
            return spare
        }
        let block = counter.block
        counter.advance()
        spare = block.bits64(1)
        hasSpare = true
        return block.bits64(0)
    }

    /// Uniform on the 2^53 multiples of 2^-53 in [0, 1).
    @inlinable @inline(__always)
    public mutating func uniform() -> Double {
        Double(next() &>> 11) * 0x1p-53
    }

    /// Uniform on the 2^52 cell midpoints of (0, 1), symmetric about 1/2: safe for a logarithm or an inverse CDF.
    @inlinable @inline(__always)
    public mutating func openUniform() -> Double {
        (Double(next() &>> 12) + 0.5) * 0x1p-52
    }

    /// Uniform on [`range.lowerBound`, `range.upperBound`), both finite.
    @inlinable @inline(__always)
    public mutating func uniform(in range: Range<Double>) -> Double {
        let value = range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
        // Rounding may reach the upper bound, which the range excludes.
        return value < range.upperBound ? value : range.upperBound.nextDown
    }

    /// An unbiased index in 0 ..< `bound`, for `bound` >= 1.
    ///
    /// Lemire: "Fast random integer generation in an interval", ACM TOMACS 29, 2019. It takes more than one
    /// number from the stream with probability below `bound` / 2^64.
    @inlinable @inline(__always)
    public mutating func index(below bound: Int) -> Int {
        precondition(bound >= 1, "an index needs a bound of at least 1")
        let bound = UInt64(bound)
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let rejected = (0 &- bound) % bound
            while product.low < rejected {
                product = next().multipliedFullWidth(by: bound)
            }
        }
        return Int(truncatingIfNeeded: product.high)
    }

    /// True with probability `probability` (0...1).
    @inlinable @inline(__always)
    public mutating func bernoulli(_ probability: Double) -> Bool {
        uniform() < probability
    }
}
