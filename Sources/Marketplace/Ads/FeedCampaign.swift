import Foundation
import PolicyKit
import Randomness

/// What an advertiser of the feed wants: its budget of a period, when it bids, what a sale is worth to it, and what it
/// may cost.
struct FeedCampaign {
    let budget: AdMoney
    /// What its predictions are multiplied with.
    let calibration: Double
    /// Milliseconds from which on it bids, and until which.
    let times: Range<Int64>
    /// In units of ad money.
    private let targetCost: Double?
    private let targetReturn: Double?
    private let saleWorth: Double

    /// - Parameters:
    ///   - loaded: what a person's file says of it, in units of the currency.
    ///   - experimentStart: milliseconds from which its days are counted.
    init(
        _ number: Int, settings: AdSettings, loaded: LoadedFeedCampaign? = nil, currency: Currency = .usd,
        experimentStart: Int64 = 0, key: RandomKey
    ) {
        let block = key.block(.campaign, UInt32(number), 0, 0)
        let (least, most) = (Double(settings.budgetLeast), Double(settings.budgetMost))
        calibration = FeedCampaign.error(settings.calibrationSigma, block.openUniform(1))
        if let loaded {
            let scale = AdMoney.units(of: currency)
            budget = AdMoney(units: loaded.budget * scale)
            targetCost = loaded.targetCost.map { $0 * scale }
            targetReturn = loaded.targetReturn
            saleWorth = loaded.saleWorth ?? settings.saleWorth
            times = FeedCampaign.times(loaded, experimentStart)
        } else {
            let target = BrandShare(settings.brandShare).holds(number) ? .none : settings.target
            budget = AdMoney(units: (least + (most - least) * block.uniform(0)) / 100)
            targetCost = target == .cost ? Double(settings.targetCost) / 100 : nil
            targetReturn = target == .returns ? settings.targetReturn : nil
            saleWorth = settings.saleWorth
            times = 0..<Int64.max
        }
    }

    private static func times(_ loaded: LoadedFeedCampaign, _ experimentStart: Int64) -> Range<Int64> {
        func time(_ day: Int) -> Int64 { experimentStart + Int64(day) * 86_400_000 }
        let start = loaded.firstDay.map(time) ?? 0
        return start..<max(start, loaded.lastDay.map { time($0 + 1) } ?? Int64.max)
    }

    /// Most that may be paid for a unit of value; nil without a target.
    var costTarget: Double? { targetCost != nil ? 1 : targetReturn.map { 1 / (saleWorth * $0) } }

    /// What a sale is worth to it, in units of ad money.
    /// - Parameter price: minor units.
    @inline(__always) func worth(ofSaleAt price: Int64) -> Double { targetCost ?? Double(price) / 100 * saleWorth }

    /// A factor with the mean 1.
    static func error(_ sigma: Double, _ uniform: Double) -> Double {
        sigma > 0 ? Inverse.logNormal(uniform, median: exp(-sigma * sigma / 2), sigma: sigma) : 1
    }
}
