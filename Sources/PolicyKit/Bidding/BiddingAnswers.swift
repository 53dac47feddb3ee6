/// What a bidding policy answers: a rule per campaign, in columns.
///
/// All memory is the platform's and lent for the call only. The rules in force stand in it, at first a multiplier of 0 without a
/// limit: what is not written stays.
@frozen public struct BiddingAnswers: ~Copyable, ~Escapable {
    /// One per campaign: the bid for each unit of predicted value; what is not a number or below 0 counts as 0.
    public var multipliers: MutableSpan<Double>
    /// One per campaign: the highest bid, in currency units for an exposure.
    public var limits: MutableSpan<Double>

    @inlinable @_lifetime(copy multipliers, copy limits)
    public init(multipliers: consuming MutableSpan<Double>, limits: consuming MutableSpan<Double>) {
        self.multipliers = multipliers
        self.limits = limits
    }

    /// The rule of a campaign; a policy that bids for one campaign writes row 0.
    @inlinable public subscript(row: Int) -> BidRule {
        get { BidRule(multiplier: multipliers[row], limit: limits[row]) }
        set {
            multipliers[row] = newValue.multiplier
            limits[row] = newValue.limit
        }
    }

    /// The answers for one campaign alone.
    @inlinable @_lifetime(&self) public mutating func only(_ row: Int) -> BiddingAnswers {
        BiddingAnswers(
            multipliers: multipliers._mutatingExtracting(row..<row + 1),
            limits: limits._mutatingExtracting(row..<row + 1))
    }

    /// What each of its columns is.
    static let columns = [
        SlotColumn(
            "multipliers", .float64, .number,
            "Bid for each unit of predicted value; what is not a number counts as 0."),
        SlotColumn("limits", .float64, .money, "Highest bid for an exposure."),
    ]
}
