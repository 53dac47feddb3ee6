/// What a campaign bids until its policy says otherwise: a multiple of its predicted value, up to a limit.
@frozen public struct BidRule: BitwiseCopyable, Sendable, Equatable {
    /// Bid for each unit of predicted value; 0 or more. What is not a number counts as 0.
    public var multiplier: Double
    /// Highest bid, in currency units for an exposure. The platform bounds it by what is left of the budget as well.
    public var limit: Double

    @inlinable public init(multiplier: Double, limit: Double = .infinity) {
        self.multiplier = multiplier
        self.limit = limit
    }
}
