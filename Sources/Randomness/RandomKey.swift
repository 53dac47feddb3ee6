/// The root of all random numbers of a run: a draw is a function of this key and of what the draw is about.
///
/// "Does user `who` click listing `what` in session `when`" has one answer under one key, whoever asks first and
/// however often it is asked. Nothing is advanced and nothing is shared, so worlds that differ in their policies
/// agree on every draw that they both make.
///
/// ```swift
/// extension Purpose { static let click = Purpose(rawValue: 7) }
///
/// var draws = RandomKey(seed: 42).stream(.click, 7, 21, 3)
/// let chance = draws.uniform()  // the same whenever and by whomever it is asked
/// ```
@frozen
public struct RandomKey: Hashable, Sendable {
    @usableFromInline let words: SIMD2<UInt32>

    /// Every seed is as good as any other, neighbours included.
    @inlinable @inline(__always)
    public init(seed: UInt64) {
        words = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed &>> 32))
    }

    /// The seed that gives this key again: `RandomKey(seed: key.seed) == key`.
    public var seed: UInt64 {
        UInt64(words[1]) &<< 32 | UInt64(words[0])
    }

    /// A key for part `index` of the work (a replication, a world), statistically independent of this key and of
    /// its other children.
    ///
    /// The child's 64 bits come from an address that no block and no stream can have; two children share them by
    /// chance with probability 2^-64.
    public func derived(_ index: UInt64) -> RandomKey {
        RandomKey(words: KeyedCounter.derivedKey(from: words, .child, index: index))
    }

    /// Four random words about (`purpose`, `who`, `what`, `when`), each of the last three in its full 32 bits.
    ///
    /// The block is also the first one of the ``stream(_:_:_:_:)`` of the same address: use a purpose for blocks or
    /// for streams, not for both.
    @inlinable @inline(__always)
    public func block(_ purpose: Purpose, _ who: UInt32, _ what: UInt32, _ when: UInt32) -> Block {
        KeyedCounter(key: words, purpose: purpose, who: who, what: what, when: when).block
    }

    /// A sequence of any length about (`purpose`, `who`, `what`, `when`), each of the last three in its full 32 bits.
    ///
    /// It starts with the block of the same address.
    @inlinable @inline(__always)
    public func stream(_ purpose: Purpose, _ who: UInt32, _ what: UInt32, _ when: UInt32) -> RandomStream {
        RandomStream(KeyedCounter(key: words, purpose: purpose, who: who, what: what, when: when))
    }

    init(words: SIMD2<UInt32>) {
        self.words = words
    }
}
