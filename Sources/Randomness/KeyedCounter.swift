/// Names what a draw is for, so that draws for different ends about the same subject are independent.
///
/// Declare purposes as static constants in an extension, with different raw values:
/// `extension Purpose { static let click = Purpose(rawValue: 7) }`.
@frozen
public struct Purpose: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    /// 0 ..< 65,535; 65,535 is kept for the derivation of keys.
    public let rawValue: UInt16

    @inlinable @inline(__always)
    public init(rawValue: UInt16) {
        precondition(rawValue != .max, "purpose 65535 is kept for the derivation of keys")
        self.rawValue = rawValue
    }
}

/// The address of a block: how key, purpose, who, what, when and block index are laid out for Philox.
///
/// | counter word | 0 | 1 | 2 | 3, high half | 3, low half |
/// |---|---|---|---|---|---|
/// | holds | who | what | when | purpose | block index |
///
/// Philox is a bijection of the counter, so two addresses under one key never share a block. When a stream has used
/// its 65,536 blocks (1 MiB), the key itself is replaced by one derived from it, at an address of the reserved
/// purpose 65,535 that no caller can form; who, what, when and purpose stay. A stream of any length therefore never
/// meets a block of another address, but for two 64-bit keys being equal by chance (probability 2^-64 a pair).
@frozen
@usableFromInline
struct KeyedCounter: Hashable, Sendable {
    @usableFromInline var key: SIMD2<UInt32>
    @usableFromInline let who: UInt32
    @usableFromInline let what: UInt32
    @usableFromInline let when: UInt32
    @usableFromInline var purposeAndIndex: UInt32

    @inlinable @inline(__always)
    init(key: SIMD2<UInt32>, purpose: Purpose, who: UInt32, what: UInt32, when: UInt32) {
        self.key = key
        self.who = who
        self.what = what
        self.when = when
        purposeAndIndex = UInt32(purpose.rawValue) &<< 16
    }

    @inlinable @inline(__always)
    var block: Block {
        Block(Philox.block(counter: SIMD4(who, what, when, purposeAndIndex), key: key))
    }

    @inlinable @inline(__always)
    mutating func advance() {
        if purposeAndIndex & 0xFFFF == 0xFFFF {
            rekey()
        } else {
            purposeAndIndex &+= 1
        }
    }

    @inline(never)
    @usableFromInline
    mutating func rekey() {
        key = Self.derivedKey(from: key, .stream, index: 0)
        purposeAndIndex &= 0xFFFF_0000
    }

    /// Why a key is derived; each reason has its own addresses under the reserved purpose.
    enum Derivation: UInt32 {
        case child = 0xFFFF_0000
        case stream = 0xFFFF_0001
    }

    static func derivedKey(from key: SIMD2<UInt32>, _ reason: Derivation, index: UInt64) -> SIMD2<UInt32> {
        let low = UInt32(truncatingIfNeeded: index)
        let high = UInt32(truncatingIfNeeded: index &>> 32)
        return Philox.block(counter: SIMD4(low, high, 0, reason.rawValue), key: key).lowHalf
    }
}
