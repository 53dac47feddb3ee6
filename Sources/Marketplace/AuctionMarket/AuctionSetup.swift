public import Bidding
public import PolicyKit

/// Says which auction market to run: how each arm bids and sells, who is in which, from which seed, for how many days.
public struct AuctionSetup: Sendable {
    /// The market's settings and campaigns.
    public var market: AuctionMarket
    /// Control first.
    public var arms: [AuctionArm]
    /// The arm of each user.
    public var userArm: @Sendable (UInt32) -> UInt8
    /// The part of every budget, and of the opportunities, that each arm has to itself; nil when the arms share whole
    /// budgets.
    public var budgetShares: [Double]?
    /// Campaigns whose counted days are handed to the consumers opportunity by opportunity, in rising order.
    public var watched: [Int]
    /// Multipliers for which every tick says what they would have brought; each costs another auction a bidder.
    public var counterfactuals: [Double]
    /// What all that is drawn in the world is a function of.
    public var seed: UInt64
    /// Days that are counted; those of the settling come before.
    public var days: Int

    public init(
        market: AuctionMarket, arms: [AuctionArm], userArm: @escaping @Sendable (UInt32) -> UInt8,
        budgetShares: [Double]? = nil, watched: [Int] = [], counterfactuals: [Double] = [],
        seed: UInt64, days: Int
    ) {
        self.market = market
        self.arms = arms
        self.userArm = userArm
        self.budgetShares = budgetShares
        self.watched = watched
        self.counterfactuals = counterfactuals
        self.seed = seed
        self.days = days
    }
}

/// How one arm's campaigns bid and its slots are sold.
public struct AuctionArm: Sendable, Equatable {
    /// The policy of campaigns with a target, or of all where none has one.
    public var bidding: PolicyChoice
    /// How the arm's slots are sold.
    public var rules: AuctionRules

    public init(bidding: PolicyChoice, rules: AuctionRules) {
        self.bidding = bidding
        self.rules = rules
    }
}
