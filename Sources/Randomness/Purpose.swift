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
