public import PolicyKit

/// Reads an auction market tick by tick and day by day while it runs.
public protocol AuctionConsumer: AnyObject {
    /// The market opens with these campaigns.
    func open(_ campaigns: [AuctionCampaign]) throws
    /// A tick of one campaign in one arm is over.
    func take(_ tick: AuctionTick) throws
    /// A day of a campaign that is watched is over, in one arm.
    func take(_ day: HindsightDay) throws
    /// The market has come to its end.
    func close() throws
}

extension AuctionConsumer {
    public func open(_ campaigns: [AuctionCampaign]) throws {}
    public func take(_ tick: AuctionTick) throws {}
    public func take(_ day: HindsightDay) throws {}
    public func close() throws {}
}

/// A tick of one campaign in one arm.
public struct AuctionTick: Sendable, Equatable {
    /// From 0 at the opening, the settling included.
    public var day: Int
    /// The tick of the day, from 0.
    public var tick: Int
    /// The campaign's number, from 0.
    public var campaign: Int
    /// The arm's number, 0 for control.
    public var arm: Int
    /// Currency units: of the day, and what was left of it when the tick began.
    public var budget: Double
    /// What was left of the day's budget when the tick began, in currency units.
    public var budgetLeft: Double
    /// What the campaign had in the tick.
    public var totals: BiddingTotals
    /// What other multipliers would have brought; empty unless asked for.
    public var counterfactuals: [Counterfactual]

    /// What a campaign would have had in a tick at another multiplier, in currency units.
    public struct Counterfactual: Sendable, Equatable {
        /// Bid for a unit of predicted value.
        public var multiplier: Double
        /// Value that the multiplier would have brought, in currency units.
        public var value: Double
        /// What that would have cost, in currency units.
        public var cost: Double

        public init(multiplier: Double, value: Double, cost: Double) {
            self.multiplier = multiplier
            self.value = value
            self.cost = cost
        }
    }

    public init(
        day: Int, tick: Int, campaign: Int, arm: Int, budget: Double, budgetLeft: Double, totals: BiddingTotals,
        counterfactuals: [Counterfactual] = []
    ) {
        self.day = day
        self.tick = tick
        self.campaign = campaign
        self.arm = arm
        self.budget = budget
        self.budgetLeft = budgetLeft
        self.totals = totals
        self.counterfactuals = counterfactuals
    }
}
