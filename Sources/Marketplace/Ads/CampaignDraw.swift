import Bidding
import Foundation
import PolicyKit
import Randomness

/// Draws what the feed's campaigns want and how they predict, or reads it off a person's own campaigns.
struct CampaignDraw {
    let settings: AdSettings
    let currency: Currency
    let key: RandomKey

    /// A campaign that nobody loaded.
    func campaign(_ number: Int) -> Campaign {
        let (least, most) = (Double(settings.budgetLeast), Double(settings.budgetMost))
        let target = Campaign.isBrand(number, share: settings.brandShare) ? .none : settings.target
        let cost = Double(settings.targetCost) / 100
        return Campaign(
            budget: AdMoney(units: (least + (most - least) * block(number).uniform(0)) / 100),
            valuation: target == .cost
                ? .amount(cost, targetCost: cost)
                : .shareOfPrice(settings.saleWorth, targetReturn: target == .returns ? settings.targetReturn : nil))
    }

    /// A campaign of a person's own; without a target it is a brand's.
    func campaign(_ loaded: LoadedCampaign) -> Campaign {
        let loaded = loaded.counted(in: currency)
        return Campaign(
            budget: AdMoney(units: loaded.budget),
            valuation: loaded.targetCost.map { .amount($0, targetCost: $0) }
                ?? .shareOfPrice(loaded.saleWorth ?? settings.saleWorth, targetReturn: loaded.targetReturn),
            days: loaded.days)
    }

    /// What a campaign's predictions are multiplied with.
    func calibration(of number: Int) -> Double {
        CampaignDraw.error(settings.calibrationSigma, block(number).openUniform(1))
    }

    private func block(_ number: Int) -> Block { key.block(.campaign, UInt32(number), 0, 0) }

    /// A factor with the mean 1.
    static func error(_ sigma: Double, _ uniform: Double) -> Double {
        sigma > 0 ? Inverse.logNormal(uniform, median: exp(-sigma * sigma / 2), sigma: sigma) : 1
    }
}
