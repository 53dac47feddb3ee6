public import Bidding

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
