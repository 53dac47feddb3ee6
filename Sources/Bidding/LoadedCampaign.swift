public import PolicyKit

/// One campaign as a person's file gives it; what is nil is drawn or set as for every other campaign.
///
/// The feed's ads and the auction market read the same campaigns; each has some columns that only it knows.
public struct LoadedCampaign: Sendable, Equatable {
    /// The name in the person's own data.
    public var name: String
    /// Currency units for a period, which is a day in the auction market; above 0.
    public var budget: Double
    /// From 0, below the number of categories: what it belongs to in the auction market; in the feed it advertises what a drawn
    /// seller has in this category.
    public var category: Int?
    /// Currency units that a conversion may cost; nil without such a target.
    public var targetCost: Double?
    /// The first day on which it bids, from 0 at the experiment's start; nil for no bound.
    public var firstDay: Int?
    /// The last day on which it bids; nil for no bound.
    public var lastDay: Int?

    /// In the feed, what it advertises of the market's loaded listings, counted from 0; without `category`.
    public var listings: [Int]?
    /// In the feed, price of the sales for each unit of cost; nil without such a target.
    public var targetReturn: Double?
    /// In the feed, what a sale is worth to a campaign without a target cost, as a share of the price.
    public var saleWorth: Double?

    /// In the auction market, currency units that a conversion is worth; without it the target.
    public var worth: Double?
    /// In the auction market, mean conversions per exposure.
    public var conversionRate: Double?

    public init(name: String, budget: Double) {
        self.name = name
        self.budget = budget
    }

    /// The same campaign, with amounts in units of ad money instead of the currency's.
    public func counted(in currency: Currency) -> Self {
        let scale = AdMoney.units(of: currency)
        var counted = self
        counted.budget *= scale
        counted.targetCost = targetCost.map { $0 * scale }
        counted.worth = worth.map { $0 * scale }
        return counted
    }

    /// Days on which it bids, from 0 at the experiment's start.
    package var days: Range<Int> {
        let first = firstDay ?? .min
        return first..<max(first, lastDay.map { $0 + 1 } ?? .max)
    }
}
