/// One campaign of the feed as a person's file gives it; what is nil is drawn or set as for every other campaign.
public struct LoadedFeedCampaign: Sendable, Equatable {
    /// The name in the person's own data.
    public var name: String
    /// Currency units a period; above 0.
    public var budget: Double
    /// From 0, below the number of categories: it advertises what a drawn seller has in this category.
    public var category: Int?
    /// What it advertises of the market's loaded listings, counted from 0; without `category`.
    public var listings: [Int]?
    /// Currency units that a sale may cost; nil without such a target.
    public var targetCost: Double?
    /// Price of the sales for each unit of cost; nil without such a target. A campaign without either is a brand's.
    public var targetReturn: Double?
    /// What a sale is worth to a campaign without a target cost, as a share of the price.
    public var saleWorth: Double?
    /// First and last day on which it bids, from 0 at the experiment's start; nil for no bound.
    public var firstDay: Int?
    public var lastDay: Int?

    public init(name: String, budget: Double) {
        self.name = name
        self.budget = budget
    }
}
