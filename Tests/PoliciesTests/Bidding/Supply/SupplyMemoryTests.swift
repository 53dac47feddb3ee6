import PolicyKit
import Randomness
import Testing

/// What policies that remember the supply keep in order is what sorting it anew at every tick would give.
struct SupplyMemoryTests {
    /// Prices and values on a grid, so that many ratios are equal; some cannot be won, and some are worth nothing.
    private static func opportunities(_ count: Int, day: UInt32) -> [AuctionRoom.Opportunity] {
        var stream = RandomKey(seed: 17).stream(Purpose(rawValue: 8), day, 0, 0)
        return (0..<count).map { index in
            let value = Double(Int(16 * stream.uniform())) / 16
            let price = Double(Int(16 * stream.uniform())) / 16
            return AuctionRoom.Opportunity(value: value, price: index.isMultiple(of: 7) ? .infinity : price)
        }
    }

    /// From no opportunity in most ticks to more than are kept of one; the sample is full within the first days or never.
    @Test(arguments: [false, true], AuctionPricing.allCases)
    func whatIsKeptSortedIsSortedAnew(keepsTarget: Bool, pricing: AuctionPricing) {
        let room = AuctionRoom(pricing: pricing)
        for counts in [[20, 300, 5], [1_100, 700, 0, 30, 2_900], [7_000, 40]] {
            let policy = BuiltIn.bidding(keepsTarget ? "constraint-aware" : "budget-pacing")
            let plain = PlainPacing(keepsTarget: keepsTarget)
            for (day, count) in counts.enumerated() {
                for rate in [1 / 24.0, 1] {
                    let terms = room.terms(count, rate: rate, costTarget: 0.4)
                    let opportunities = Self.opportunities(count, day: UInt32(day))
                    let period = room.hold(policy, terms, opportunities)
                    #expect(period == room.hold(plain, terms, opportunities))
                }
            }
        }
    }
}
