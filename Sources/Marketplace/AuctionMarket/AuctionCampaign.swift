public import Bidding
import Foundation
package import Randomness

/// One campaign of an auction market, as it stands for the whole run.
public struct AuctionCampaign: Sendable, Equatable {
    /// The budget of a day, what a conversion is worth and may cost, and the days on which it bids.
    public var terms: Campaign
    public var category: Int
    /// The part of the audience that it bids in.
    public var segment: Int
    /// What its bid is multiplied with for its rank.
    public var quality: Double
    /// Mean predicted conversions per exposure.
    public var conversionRate: Double
    /// Mean of true over predicted conversions.
    public var calibration: Double

    /// Units of ad money that a conversion is worth to it.
    public var worth: Double { terms.worth(ofSaleAt: 100) }
    /// Units of ad money that a conversion may cost; nil without a target.
    public var target: Double? {
        switch terms.valuation {
        case .amount(_, let targetCost): targetCost
        case .shareOfPrice: nil
        }
    }

    /// The campaigns of a market, those of one segment next to each other.
    package static func all(of market: AuctionMarket, key: RandomKey) -> [AuctionCampaign] {
        let settings = market.settings
        let count = market.campaignCount
        let segments = min(Int(settings.segments), count)
        return (0..<count).map { index in
            let block = key.block(.campaign, UInt32(index), 0, 0)
            let more = key.block(.campaign, UInt32(index), 1, 0)
            func between(_ least: Double, _ most: Double, _ u: Double) -> Double {
                least + (max(least, most) - least) * u
            }
            let loaded = market.campaigns?[index]
            let drawn = between(settings.targetLeast, settings.targetMost, block.uniform(1))
            let budget = between(settings.budgetLeast, settings.budgetMost, block.uniform(0))
            let worth = loaded.map { $0.worth ?? $0.targetCost ?? drawn } ?? drawn
            let isBrand = Campaign.isBrand(index, share: settings.brandShare)
            let target = loaded.map(\.targetCost) ?? (isBrand ? nil : drawn)
            return AuctionCampaign(
                terms: Campaign(
                    budget: AdMoney(units: loaded?.budget ?? budget), valuation: .amount(worth, targetCost: target),
                    days: loaded?.days ?? .min ..< .max),
                category: loaded?.category ?? index % Int(settings.categories), segment: index * segments / count,
                quality: Inverse.logNormal(block.openUniform(2), median: 1, sigma: settings.qualitySigma),
                conversionRate: loaded?.conversionRate ?? settings.conversionRate,
                calibration: Inverse.logNormal(more.openUniform(0), median: 1, sigma: settings.calibrationSigma))
        }
    }

    var isBrand: Bool { target == nil }
}
