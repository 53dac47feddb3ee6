/// What a campaign knows when a tick begins.
public struct BiddingMoment: BitwiseCopyable, Sendable, Equatable {
    /// The tick that begins, from 0, and how many a period has.
    public var tick: Int
    public var ticks: Int
    /// Share of a period's opportunities that have usually come by now, 0...1.
    public var planPassed: Double
    /// Currency units: of the period, and what is left of it.
    public var budget: Double
    public var budgetLeft: Double
    /// The tick that has just ended, and all ticks of the period so far.
    public var lastTick: BiddingTotals
    public var period: BiddingTotals

    public init(
        tick: Int, ticks: Int, planPassed: Double, budget: Double, budgetLeft: Double,
        lastTick: BiddingTotals = BiddingTotals(), period: BiddingTotals = BiddingTotals()
    ) {
        self.tick = tick
        self.ticks = ticks
        self.planPassed = planPassed
        self.budget = budget
        self.budgetLeft = budgetLeft
        self.lastTick = lastTick
        self.period = period
    }
}

/// What a campaign's auctions came to; money and value in currency units.
@frozen public struct BiddingTotals: BitwiseCopyable, Sendable, Equatable {
    /// Auctions that the campaign was eligible for.
    public var opportunities = 0.0
    /// Sum of the values it predicted for them.
    public var predictedValue = 0.0
    /// Sum of its bids.
    public var bids = 0.0
    /// Sum of the least prices that would have won a slot.
    public var leastWinningPrices = 0.0
    /// Slots won, and those that the user came to see.
    public var wins = 0.0
    public var exposures = 0.0
    /// Predicted value of the exposures.
    public var exposedValue = 0.0
    /// What was paid.
    public var cost = 0.0
    /// Conversions reported so far, and their worth.
    public var conversions = 0.0
    public var conversionValue = 0.0

    @inlinable public init() {}

    @inlinable public static func += (a: inout BiddingTotals, b: BiddingTotals) {
        a.opportunities += b.opportunities
        a.predictedValue += b.predictedValue
        a.bids += b.bids
        a.leastWinningPrices += b.leastWinningPrices
        a.wins += b.wins
        a.exposures += b.exposures
        a.exposedValue += b.exposedValue
        a.cost += b.cost
        a.conversions += b.conversions
        a.conversionValue += b.conversionValue
    }
}
