/// What a campaign is told about itself and the auction when a period begins.
public struct CampaignTerms: Sendable, Equatable {
    /// Currency units for this period; above 0.
    public var budget: Double
    /// The most that may be paid for a unit of value over the period (target CPA over the worth of a conversion, or one
    /// over the target ROAS); nil without a target.
    public var costTarget: Double?
    /// Ticks of a period.
    public var ticks: Int
    /// Share of a period's opportunities that have usually come by the end of each tick; ends at 1.
    public var trafficPlan: [Double]
    /// How many auctions of a period the campaign is usually eligible for; above 0.
    public var opportunities: Double
    /// Who pays what.
    public var pricing: AuctionPricing

    public init(
        budget: Double, costTarget: Double? = nil, ticks: Int = 1, trafficPlan: [Double] = [1],
        opportunities: Double, pricing: AuctionPricing = .secondPrice
    ) {
        self.budget = budget
        self.costTarget = costTarget
        self.ticks = ticks
        self.trafficPlan = trafficPlan
        self.opportunities = opportunities
        self.pricing = pricing
    }

    /// What each of its numbers is.
    static let columns = [
        SlotColumn("budget", .float64, .money, "The budget of this period."),
        SlotColumn(
            "cost_target", .float64, .number,
            "The most that may be paid for a unit of value over the period; -1 without a target."),
        SlotColumn("ticks", .int64, .count, "Ticks of a period."),
        SlotColumn(
            "traffic_plan", .float64, [.row, .tick], .share,
            "The part of a period's opportunities that have usually come by the end of each tick; ends at 1."),
        SlotColumn(
            "opportunities", .float64, .count, "Auctions of a period that the campaign is usually eligible for."),
        SlotColumn(
            "pricing", .uint8, .index,
            "Who pays what: "
                + AuctionPricing.allCases.enumerated().map { "\($0) \($1.rawValue)" }.joined(separator: ", ") + "."),
    ]
}

/// What the winner of a slot pays.
public enum AuctionPricing: String, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    /// The least bid that keeps the slot: generalised second price (GSP).
    case secondPrice = "second-price"
    /// The own bid.
    case firstPrice = "first-price"
    /// What the others lose by the winner's being there: Vickrey, Clarke and Groves.
    case externality = "vcg"
}
