/// Says which booking market to run: who is treated in it, from which seed, for how long.
public struct BookingSetup: Sendable {
    public var market: BookingMarket
    /// The arm of each customer, by number of arrival.
    public var customerArm: @Sendable (UInt32) -> UInt8
    /// Share of listings in treatment, 0...1.
    public var treatedListings: Double
    public var seed: UInt64
    /// Milliseconds for which bookings are counted once the market has settled.
    public var length: Int64
    /// Blocks of equal length that this time is counted in.
    public var blocks: Int
    /// Splits that are counted, too, and change nothing.
    public var nulls: [BookingSplit]

    /// - Precondition: at least one block.
    public init(
        market: BookingMarket, customerArm: @escaping @Sendable (UInt32) -> UInt8, treatedListings: Double,
        seed: UInt64, length: Int64, blocks: Int = 1, nulls: [BookingSplit] = []
    ) {
        self.market = market
        self.customerArm = customerArm
        self.treatedListings = treatedListings
        self.seed = seed
        self.length = length
        self.blocks = blocks
        self.nulls = nulls
    }
}
