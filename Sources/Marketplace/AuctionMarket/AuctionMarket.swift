public import PolicyKit

/// A market of ad auctions without a feed: opportunities come, campaigns bid on them through their policies, and slots are
/// sold.
///
/// It is for speed, for comparison with simulators that know auctions only, and for what theory says of bidding.
public struct AuctionMarket: Sendable, Equatable {
    public var settings = AuctionMarketSettings()
    /// A person's own campaigns, which replace the drawn ones.
    public var campaigns: [LoadedCampaign]?

    public init() {}

    /// Campaigns that bid.
    public var campaignCount: Int { campaigns?.count ?? Int(settings.campaigns) }

    /// The campaigns that are compared with hindsight, in rising order.
    public var watchedCampaigns: [Int] {
        let watched = min(Int(settings.watched), campaignCount)
        return (0..<watched).map { $0 * campaignCount / watched }
    }
}

/// One campaign as a person's file gives it; what is nil is drawn as for every other campaign.
public struct LoadedCampaign: Sendable, Equatable {
    /// The name in the person's own data.
    public var name: String
    /// Currency units a day; above 0.
    public var budget: Double
    /// From 0, below the number of categories.
    public var category: Int?
    /// Currency units that a conversion may cost; nil for a campaign without a target.
    public var targetCost: Double?
    /// Currency units that a conversion is worth; without it the target.
    public var worth: Double?
    /// Mean conversions an exposure.
    public var conversionRate: Double?
    /// First and last day on which it bids, from 0 at the experiment's start; nil for no bound.
    public var firstDay: Int?
    public var lastDay: Int?

    public init(name: String, budget: Double) {
        self.name = name
        self.budget = budget
    }

    /// The same, with amounts in units of ad money instead of the currency's.
    public func counted(in currency: Currency) -> Self {
        let scale = AdMoney.units(of: currency)
        var counted = self
        counted.budget *= scale
        counted.targetCost = targetCost.map { $0 * scale }
        counted.worth = worth.map { $0 * scale }
        return counted
    }
}
