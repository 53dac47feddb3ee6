public import PolicyKit

/// Reads an auction market tick by tick and day by day while it runs.
public protocol AuctionConsumer: AnyObject {
    /// A tick of one campaign in one arm is over.
    func take(_ tick: AuctionTick) throws
    /// A day of a campaign that is watched is over, in one arm.
    func take(_ day: HindsightDay) throws
}

extension AuctionConsumer {
    public func take(_ tick: AuctionTick) throws {}
    public func take(_ day: HindsightDay) throws {}
}

/// A tick of one campaign in one arm.
public struct AuctionTick: Sendable, Equatable {
    /// From 0 at the opening, the settling included.
    public var day: Int
    public var tick: Int
    public var campaign: Int
    public var arm: Int
    /// Currency units: of the day, and what was left of it when the tick began.
    public var budget: Double
    public var budgetLeft: Double
    public var totals: BiddingTotals

    public init(
        day: Int, tick: Int, campaign: Int, arm: Int, budget: Double, budgetLeft: Double, totals: BiddingTotals
    ) {
        self.day = day
        self.tick = tick
        self.campaign = campaign
        self.arm = arm
        self.budget = budget
        self.budgetLeft = budgetLeft
        self.totals = totals
    }
}
