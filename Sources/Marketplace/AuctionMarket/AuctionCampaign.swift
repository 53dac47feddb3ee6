import Foundation
import Randomness

/// One campaign of an auction market, as it stands for the whole run.
public struct AuctionCampaign: Sendable, Equatable {
    public var category: Int
    /// The part of the audience that it bids in.
    public var segment: Int
    /// Of a day.
    public var budget: AdMoney
    /// Currency units that a conversion is worth to it.
    public var worth: Double
    /// Currency units that a conversion may cost; nil without a target.
    public var target: Double?
    /// What its bid is multiplied with for its rank.
    public var quality: Double
    /// Mean predicted conversions per exposure.
    public var conversionRate: Double
    /// Mean of true over predicted conversions.
    public var calibration: Double
    /// Days on which it bids, from the experiment's start on.
    public var days: ClosedRange<Int>

    /// Most that may be paid for a unit of value.
    public var costTarget: Double? { target.map { $0 / worth } }

    /// The campaigns of a market, those of one segment next to each other.
    static func all(of market: AuctionMarket, key: RandomKey) -> [AuctionCampaign] {
        let settings = market.settings
        let count = market.campaignCount
        let segments = min(Int(settings.segments), count)
        return (0..<count).map { index in
            let block = key.block(.campaign, UInt32(index), 0, 0)
            let more = key.block(.campaign, UInt32(index), 1, 0)
            func between(_ least: Double, _ most: Double, _ u: Double) -> Double {
                least + (max(least, most) - least) * u
            }
            let target = between(settings.targetLeast, settings.targetMost, block.uniform(1))
            var campaign = AuctionCampaign(
                category: index % Int(settings.categories), segment: index * segments / count,
                budget: AdMoney(units: between(settings.budgetLeast, settings.budgetMost, block.uniform(0))),
                worth: target, target: BrandShare(settings.brandShare).holds(index) ? nil : target,
                quality: Inverse.logNormal(block.openUniform(2), median: 1, sigma: settings.qualitySigma),
                conversionRate: settings.conversionRate,
                calibration: Inverse.logNormal(more.openUniform(0), median: 1, sigma: settings.calibrationSigma),
                days: Int.min...Int.max)
            if let loaded = market.campaigns?[index] {
                campaign.budget = AdMoney(units: loaded.budget)
                campaign.category = loaded.category ?? campaign.category
                campaign.target = loaded.targetCost
                campaign.worth = loaded.worth ?? loaded.targetCost ?? campaign.worth
                campaign.conversionRate = loaded.conversionRate ?? campaign.conversionRate
                campaign.days = (loaded.firstDay ?? .min)...(loaded.lastDay ?? .max)
            }
            return campaign
        }
    }

    var isBrand: Bool { target == nil }
}
