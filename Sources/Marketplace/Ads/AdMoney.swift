/// An amount of ad money: a whole number of millionths of a currency unit, because an exposure may cost less than the
/// smallest coin.
///
/// Payments are rounded down to it, so that rounding never takes a campaign over its budget nor a payment over its bid.
public struct AdMoney: Sendable, Hashable, Comparable, BitwiseCopyable {
    public var millionths: Int64

    @inline(__always) public init(millionths: Int64) { self.millionths = millionths }

    /// Rounds down. - Precondition: `units` is finite and below 9 million million.
    @inline(__always) public init(units: Double) { millionths = Int64(units * 1e6) }

    @inline(__always) public var units: Double { Double(millionths) * 1e-6 }

    public static let zero = AdMoney(millionths: 0)

    @inline(__always) public static func < (a: AdMoney, b: AdMoney) -> Bool { a.millionths < b.millionths }
    @inline(__always) public static func + (a: AdMoney, b: AdMoney) -> AdMoney {
        AdMoney(millionths: a.millionths + b.millionths)
    }
    @inline(__always) public static func - (a: AdMoney, b: AdMoney) -> AdMoney {
        AdMoney(millionths: a.millionths - b.millionths)
    }
    @inline(__always) public static func += (a: inout AdMoney, b: AdMoney) { a = a + b }
}
