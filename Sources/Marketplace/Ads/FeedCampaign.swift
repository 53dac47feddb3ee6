import Foundation
import Randomness

/// What an advertiser of the feed wants: its daily budget, what a sale is worth to it, and what it may cost.
struct FeedCampaign {
    let budget: AdMoney
    /// What its predictions are multiplied with.
    let calibration: Double
    private let settings: AdSettings

    init(_ number: Int, settings: AdSettings, key: RandomKey) {
        let block = key.block(.campaign, UInt32(number), 0, 0)
        let (least, most) = (Double(settings.budgetLeast), Double(settings.budgetMost))
        budget = AdMoney(units: (least + (most - least) * block.uniform(0)) / 100)
        calibration = FeedCampaign.error(settings.calibrationSigma, block.openUniform(1))
        self.settings = settings
    }

    /// Most that may be paid for a unit of value; nil without a target.
    var costTarget: Double? {
        switch settings.target {
        case .none: nil
        case .cost: 1
        case .returns: 1 / (settings.saleWorth * settings.targetReturn)
        }
    }

    /// Currency units that a sale is worth to it.
    /// - Parameter price: minor units.
    @inline(__always) func worth(ofSaleAt price: Int64) -> Double {
        settings.target == .cost ? Double(settings.targetCost) / 100 : Double(price) / 100 * settings.saleWorth
    }

    /// A factor with the mean 1.
    static func error(_ sigma: Double, _ uniform: Double) -> Double {
        sigma > 0 ? Inverse.logNormal(uniform, median: exp(-sigma * sigma / 2), sigma: sigma) : 1
    }
}
