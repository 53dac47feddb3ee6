import Bidding
import Randomness
import Testing

struct CampaignBudgetTests {
    /// Against sums kept apart, over periods of random payments with a split in the second: no budget is exceeded, and what was
    /// granted is what is left and what was paid.
    @Test(arguments: [nil, [0.5, 0.5], [0.2, 0.5, 0.3]] as [[Double]?], [1, 2, 3] as [UInt64])
    func whatWasGrantedIsLeftOrPaid(shares: [Double]?, seed: UInt64) {
        let (campaigns, arms) = (7, shares?.count ?? 2)
        var budgets = CampaignBudgets(campaigns: campaigns, arms: arms)
        var stream = RandomKey(seed: seed).stream(Purpose(rawValue: 1), 0, 0, 0)
        var revenue = AdMoney.zero
        for period in 0..<4 {
            let amount = AdMoney(millionths: Int64(1 + stream.uniform() * 1e6))
            for campaign in 0..<campaigns { budgets.grant(amount, toCampaign: campaign) }
            var paid = [Int64](repeating: 0, count: campaigns)
            for payment in 0..<300 {
                if let shares, period == 1, payment == 100 { budgets.split(shares) }
                // Before the split all users are control's.
                let isSplit = budgets.shares != nil
                let arm = isSplit ? Int(stream.uniform() * Double(arms)) : 0
                let campaign = Int(stream.uniform() * Double(campaigns))
                let seat = arm * campaigns + campaign
                let left = budgets.left(of: seat)
                let charged = budgets.charge(AdMoney(millionths: Int64(stream.uniform() * 3e4)), to: seat)
                #expect(charged <= left && budgets.left(of: seat) == left - charged)
                paid[campaign] += charged.millionths
                revenue += charged
            }
            for campaign in 0..<campaigns {
                let seats = budgets.shares == nil ? [campaign] : (0..<arms).map { $0 * campaigns + campaign }
                let left = seats.reduce(Int64(0)) { $0 + budgets.left(of: $1).millionths }
                #expect(left + paid[campaign] == amount.millionths)
            }
        }
        #expect(budgets.violations(revenue: revenue).isEmpty)
        #expect(budgets.violations(revenue: revenue + AdMoney(millionths: 1)).count == 1)
    }

    /// Seats of one campaign share its budget until the arms have their own.
    @Test func aPaymentOfOneArmIsMissingInTheOther() {
        var budgets = CampaignBudgets(campaigns: 2, arms: 2)
        budgets.grant(AdMoney(units: 10), toCampaign: 1)
        #expect(budgets.charge(AdMoney(units: 4), to: 3) == AdMoney(units: 4))
        #expect(budgets.left(of: 1) == AdMoney(units: 6) && budgets.paid(by: 3) == AdMoney(units: 4))
        #expect(budgets.charge(AdMoney(units: 9), to: 1) == AdMoney(units: 6))
        #expect(Array(budgets.sharers(of: 3)) == [1, 3] && budgets.left(of: 0) == .zero)
    }
}
