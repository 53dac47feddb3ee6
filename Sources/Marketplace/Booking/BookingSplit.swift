import Randomness

/// Arms on which nothing depends: what a design would have seen in a market in which nothing was changed.
public struct BookingSplit: Sendable {
    /// The arm of each customer, by number of arrival.
    public var customerArm: @Sendable (UInt32) -> UInt8
    /// Share of listings in treatment, 0...1.
    public var treatedListings: Double
    public var salt: UInt64

    public init(customerArm: @escaping @Sendable (UInt32) -> UInt8, treatedListings: Double, salt: UInt64) {
        self.customerArm = customerArm
        self.treatedListings = treatedListings
        self.salt = salt
    }

    /// Whether the next listing of a type is treated, where the treated share of a type is kept as near to the planned one as
    /// whole numbers can.
    /// - Parameter before: how many of the type were made before.
    static func isTreated(_ share: Double, before: Int) -> Bool {
        ((Double(before) + 1) * share).rounded() > (Double(before) * share).rounded()
    }

    /// The arm of a listing: shuffled within runs of 64 of a type, so that splits differ and each keeps its share as a design
    /// does.
    func listingArm(type: Int, before: Int) -> UInt8 {
        let mask = Int(StableHash.mix(salt ^ UInt64(type) << 40, UInt64(before) >> 6) & 63)
        return BookingSplit.isTreated(treatedListings, before: before ^ mask) ? 1 : 0
    }
}
