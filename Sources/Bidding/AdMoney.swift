public import PolicyKit

/// An amount of ad money: a whole number of ten-thousandths of a minor unit, because an exposure may cost less than the
/// smallest coin.
///
/// Its unit is a hundred minor units whatever the currency, a dollar, so that the same amounts in another currency are the same
/// market. Inside a market this is what auctions, campaigns and bidding policies call a currency unit.
/// Payments are rounded down to it, so that rounding never takes a campaign over its budget nor a payment over its bid.
public struct AdMoney: Sendable, Hashable, Comparable, BitwiseCopyable {
    /// Millionths of a unit of ad money.
    public var millionths: Int64

    @inlinable @inline(__always) public init(millionths: Int64) { self.millionths = millionths }

    /// Rounds down. - Precondition: `units` is finite and below 9 million million.
    @inlinable @inline(__always) public init(units: Double) { millionths = Int64(units * 1e6) }

    /// In units of ad money.
    @inlinable @inline(__always) public var units: Double { Double(millionths) * 1e-6 }

    /// Nothing.
    public static let zero = AdMoney(millionths: 0)

    /// What an amount in units of a currency is multiplied with to be one in units of ad money: 1 for USD.
    public static func units(of currency: Currency) -> Double { currency.minorUnits / 100 }

    @inlinable @inline(__always) public static func < (a: AdMoney, b: AdMoney) -> Bool { a.millionths < b.millionths }
    @inlinable @inline(__always) public static func + (a: AdMoney, b: AdMoney) -> AdMoney {
        AdMoney(millionths: a.millionths + b.millionths)
    }
    @inlinable @inline(__always) public static func - (a: AdMoney, b: AdMoney) -> AdMoney {
        AdMoney(millionths: a.millionths - b.millionths)
    }
    @inlinable @inline(__always) public static func += (a: inout AdMoney, b: AdMoney) { a = a + b }
}

/// What an advertiser pays for.
public enum AdPayment: String, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    case exposure, click, conversion
}
