import Foundation
import Randomness
import Storage

/// Who bids in which segment of the audience, and what an exposure is worth to them today.
struct AuctionDemand: ~Copyable {
    /// Campaigns of each segment, side by side.
    let segments: [Range<Int>]
    /// In the mean, in currency units; 0 for a campaign that does not run. One a campaign, as the columns below.
    let meanValue: Column<Double>
    let category: Column<UInt8>
    let quality: Column<Double>
    /// What is known of its conversions; apart from the campaign, for an auction asks only this of its winners.
    let conversions: Column<ConversionTerms>
    /// Whether qualities differ.
    let usesQuality: Bool
    private let shockSigma: Double
    private let key: RandomKey

    init(_ campaigns: [AuctionCampaign], settings: AuctionMarketSettings, key: RandomKey) {
        segments = AuctionDemand.segments(of: campaigns)
        meanValue = Column(repeating: 0, count: campaigns.count)
        category = Column(repeating: 0, count: campaigns.count)
        quality = Column(repeating: 1, count: campaigns.count)
        conversions = Column(campaigns.map(ConversionTerms.init))
        usesQuality = campaigns.contains { $0.quality != 1 }
        shockSigma = settings.demandShock
        self.key = key
        for (index, campaign) in campaigns.enumerated() {
            category[index] = UInt8(campaign.category)
            quality[index] = campaign.quality
        }
    }

    private static func segments(of campaigns: [AuctionCampaign]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for (index, campaign) in campaigns.enumerated() {
            if ranges.count <= campaign.segment {
                ranges.append(index..<index + 1)
            } else {
                ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<index + 1
            }
        }
        return ranges
    }

    /// The factor of a day that brands feel, in what they have to spend and in what they pay for.
    func shock(on day: Int) -> Double {
        let draw = key.block(.adDemand, UInt32(day), 0, 0).openUniform(0)
        return Inverse.logNormal(draw, median: exp(-shockSigma * shockSigma / 2), sigma: shockSigma)
    }

    /// A campaign's day begins.
    /// - Parameter factor: of the day; 0 for a campaign that does not run.
    func begin(_ index: Int, _ campaign: AuctionCampaign, factor: Double) {
        meanValue[index] = factor > 0 ? campaign.worth * campaign.conversionRate * factor : 0
    }

    /// What the day does to what a campaign thinks a conversion worth.
    @inline(__always) func factor(_ index: Int) -> Double {
        meanValue[index] / (conversions[index].worth * conversions[index].rate)
    }
}

/// What a conversion is worth to a campaign, and how often an exposure brings one.
struct ConversionTerms: BitwiseCopyable {
    /// Units of ad money.
    let worth: Double
    /// Mean predicted conversions per exposure.
    let rate: Double
    /// Mean of true over predicted conversions.
    let calibration: Double

    init(_ campaign: AuctionCampaign) {
        worth = campaign.worth
        rate = campaign.conversionRate
        calibration = campaign.calibration
    }
}
