/// What one auction was for one campaign; money and value in currency units.
@frozen public struct AuctionOutcome: BitwiseCopyable, Sendable, Equatable {
    /// What the campaign predicted an exposure to be worth.
    public var value: Double
    public var bid: Double
    /// The least bid that would have won a slot: the reserve, or what rivals bid.
    public var leastWinningPrice: Double
    /// Whether a slot was won, and whether the user came to see it.
    public var isWon: Bool
    public var isExposed: Bool
    /// What was paid; 0 without a win.
    public var payment: Double
    /// What is left of the period's budget.
    public var budgetLeft: Double

    @inlinable public init(
        value: Double, bid: Double, leastWinningPrice: Double, isWon: Bool, isExposed: Bool, payment: Double,
        budgetLeft: Double
    ) {
        self.value = value
        self.bid = bid
        self.leastWinningPrice = leastWinningPrice
        self.isWon = isWon
        self.isExposed = isExposed
        self.payment = payment
        self.budgetLeft = budgetLeft
    }

    /// What each of its numbers is.
    static let columns = [
        SlotColumn("value", .float64, .money, "What the campaign predicted an exposure to be worth."),
        SlotColumn("bid", .float64, .money, "What it bid."),
        SlotColumn(
            "least_winning_price", .float64, .money,
            "The least bid that would have won a slot: the reserve, or what rivals bid."),
        SlotColumn("is_won", .uint8, .flags, "Whether a slot was won."),
        SlotColumn("is_exposed", .uint8, .flags, "Whether the user came to see it."),
        SlotColumn("payment", .float64, .money, "What was paid; 0 without a win."),
        SlotColumn("budget_left", .float64, .money, "What is left of the period's budget."),
    ]
}
