import Bidding

/// What an auction market came to for one arm, over the days that count.
public struct AuctionTally: Sendable, Hashable, Codable {
    /// Auctions held for the arm's users, and slots that they offered.
    public var opportunities = 0
    public var slots = 0
    /// Slots that a campaign won.
    public var wins = 0
    /// Slots won by each campaign.
    public var winsOfCampaigns: [Int] = []
    /// Slots won that were seen.
    public var exposures = 0
    /// Exposures that were clicked.
    public var clicks = 0
    /// Exposures that led to a conversion.
    public var conversions = 0
    /// Millionths of a currency unit that advertisers paid.
    public var revenue: Int64 = 0
    /// Worth of the conversions, in currency units; and what it would be in the mean, by the true chances.
    public var conversionValue = 0.0
    public var expectedValue = 0.0
    /// Conversions in the mean.
    public var expectedConversions = 0.0
    /// Sum over exposures of the price over the reserve; 0 without a reserve.
    public var priceToReserve = 0.0
    /// Days of all campaigns, of those with a target, and of these the ones on which a conversion cost more than that.
    public var campaignDays = 0
    public var targetDays = 0
    public var daysOverTarget = 0
    /// Sum over campaigns' days of the share of the budget that was spent.
    public var budgetUse = 0.0
    /// Sum over the days of campaigns with a target of AuctionNet's score: conversions x min(1, (target / CPA)²).
    public var score = 0.0
    /// Sums over campaign-days with a target: what a conversion cost over its target, where there were any in the mean.
    public var costToTarget = 0.0

    public init() {}

    init(campaigns: Int) { winsOfCampaigns = Array(repeating: 0, count: campaigns) }

    /// Counts what came of a slot that was seen.
    /// - Parameter worth: currency units that a conversion is worth to the campaign.
    mutating func add(_ response: SlotResponse, paid: AdMoney, worth: Double) {
        exposures += 1
        clicks += response.clicks ? 1 : 0
        conversions += response.converts ? 1 : 0
        revenue += paid.millionths
        conversionValue += response.converts ? worth : 0
        expectedValue += response.chance * worth
        expectedConversions += response.chance
    }

    /// Counts a campaign's day in the arm, if it had anything to spend.
    mutating func addDay(granted: AdMoney, paid: AdMoney, expectedConversions: Double, target: Double?) {
        guard granted > .zero else { return }
        campaignDays += 1
        budgetUse += paid.units / granted.units
        guard let target else { return }
        targetDays += 1
        if paid.units > target * expectedConversions { daysOverTarget += 1 }
        if expectedConversions > 0 { costToTarget += paid.units / expectedConversions / target }
        score += AuctionTally.score(conversions: expectedConversions, cost: paid.units, target: target)
    }

    public static func + (a: AuctionTally, b: AuctionTally) -> AuctionTally {
        var sum = a
        sum.opportunities += b.opportunities
        sum.slots += b.slots
        sum.wins += b.wins
        if sum.winsOfCampaigns.isEmpty { sum.winsOfCampaigns = Array(repeating: 0, count: b.winsOfCampaigns.count) }
        for (campaign, wins) in b.winsOfCampaigns.enumerated() { sum.winsOfCampaigns[campaign] += wins }
        sum.exposures += b.exposures
        sum.clicks += b.clicks
        sum.conversions += b.conversions
        sum.revenue += b.revenue
        sum.conversionValue += b.conversionValue
        sum.expectedValue += b.expectedValue
        sum.expectedConversions += b.expectedConversions
        sum.priceToReserve += b.priceToReserve
        sum.campaignDays += b.campaignDays
        sum.targetDays += b.targetDays
        sum.daysOverTarget += b.daysOverTarget
        sum.budgetUse += b.budgetUse
        sum.score += b.score
        sum.costToTarget += b.costToTarget
        return sum
    }

    /// AuctionNet's score of a campaign's day (Su et al. 2024): what it converted, less where that cost too much.
    public static func score(conversions: Double, cost: Double, target: Double) -> Double {
        let costOfOne = cost / (conversions + 1e-10)
        let ratio = target / max(costOfOne, 1e-300)
        return conversions * min(1, ratio * ratio)
    }
}
