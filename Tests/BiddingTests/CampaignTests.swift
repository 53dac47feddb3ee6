import Bidding
import Testing

struct CampaignTests {
    /// One over the target ROAS per worth of a unit of price; target CPA over the worth of a conversion.
    @Test func theCostTargetIsOfAUnitOfValue() {
        let budget = AdMoney(units: 1)
        let returns = Campaign(budget: budget, valuation: .shareOfPrice(0.2, targetReturn: 8))
        #expect(returns.costTarget == 1 / 1.6 && returns.worth(ofSaleAt: 5_000) == 10)
        let cost = Campaign(budget: budget, valuation: .amount(4, targetCost: 3))
        #expect(cost.costTarget == 0.75 && cost.worth(ofSaleAt: 5_000) == 4)
        #expect(Campaign(budget: budget, valuation: .amount(4, targetCost: nil)).costTarget == nil)
    }

    /// Of any run of campaigns in a row as many are a brand's as the share says, but for one.
    @Test(arguments: [0, 0.1, 0.35, 0.9, 1])
    func brandsAreEvenlySpread(share: Double) {
        for first in 0..<40 {
            let brands = (first..<first + 60).count { Campaign.isBrand($0, share: share) }
            #expect(abs(Double(brands) - 60 * share) < 1 + 1e-9)
        }
    }

    /// A file's last day is the last on which a campaign bids.
    @Test func daysOfAFileIncludeTheLast() {
        var loaded = LoadedCampaign(name: "a", budget: 1)
        #expect(loaded.days == .min ..< .max)
        (loaded.firstDay, loaded.lastDay) = (2, 4)
        #expect(loaded.days == 2..<5)
        loaded.lastDay = 1
        #expect(loaded.days.isEmpty)
    }
}
