/// What a campaign knows when a tick begins.
public struct BiddingMoment: BitwiseCopyable, Sendable, Equatable {
    /// The tick that begins, from 0, and how many a period has.
    public var tick: Int
    /// Ticks of a budget's period.
    public var ticks: Int
    /// Share of a period's opportunities that have usually come by now, 0...1.
    public var planPassed: Double
    /// Currency units: of the period, and what is left of it.
    public var budget: Double
    /// What is left of the period's budget, in currency units.
    public var budgetLeft: Double
    /// The tick that has just ended, and all ticks of the period so far.
    public var lastTick: BiddingTotals
    /// What the campaign has had in the period so far.
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

    /// What each of its numbers is.
    static let columns =
        [
            SlotColumn("tick", .int64, .index, "The tick that begins."),
            SlotColumn("ticks", .int64, .count, "Ticks of a period."),
            SlotColumn(
                "plan_passed", .float64, .share,
                "The part of a period's opportunities that have usually come by now."),
            SlotColumn("budget", .float64, .money, "The budget of the period."),
            SlotColumn("budget_left", .float64, .money, "What is left of it."),
        ] + BiddingTotals.columns("last_tick", "the tick that has just ended")
        + BiddingTotals.columns("period", "all ticks of the period so far")
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
    /// Exposures that were won.
    public var exposures = 0.0
    /// Predicted value of the exposures.
    public var exposedValue = 0.0
    /// What was paid.
    public var cost = 0.0
    /// Conversions reported so far, and their worth.
    public var conversions = 0.0
    /// What the conversions were worth, in currency units.
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

    /// What each of its numbers is.
    /// - Parameters:
    ///   - prefix: stands before the names, with `_` between.
    ///   - time: what the totals are of, in words.
    ///   - shape: of each column.
    static func columns(_ prefix: String, _ time: String, shape: [SlotColumn.Extent] = [.row]) -> [SlotColumn] {
        let totals: [(name: String, unit: SlotColumn.Unit, meaning: String)] = [
            ("opportunities", .count, "Auctions that the campaign was eligible for"),
            ("predicted_value", .money, "Sum of the values that it predicted for them"),
            ("bids", .money, "Sum of its bids"),
            ("least_winning_prices", .money, "Sum of the least prices that would have won a slot"),
            ("wins", .count, "Slots won"),
            ("exposures", .count, "Slots won that the user came to see"),
            ("exposed_value", .money, "Predicted value of the exposures"),
            ("cost", .money, "What was paid"),
            ("conversions", .count, "Conversions reported"),
            ("conversion_value", .money, "Worth of the conversions"),
        ]
        return totals.map {
            SlotColumn("\(prefix)_\($0.name)", .float64, shape, $0.unit, "\($0.meaning), over \(time).")
        }
    }
}
