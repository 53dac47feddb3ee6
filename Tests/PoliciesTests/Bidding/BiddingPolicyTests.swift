import Policies
import PolicyKit
import Testing

/// What every built-in bidding policy must do.
struct BiddingPolicyTests {
    private static let names = PolicyRegistry.builtIn.policies(in: .bidding).map(\.name)
    private static let pricings = AuctionPricing.allCases

    /// Two days of a campaign with a budget and a target that bind at times.
    private static func days(
        _ policy: any BiddingPolicy, _ pricing: AuctionPricing, unit: Double = 1, from first: UInt32 = 0
    ) -> [AuctionRoom.Period] {
        let room = AuctionRoom(pricing: pricing)
        return (first..<first + 2).map { day in
            let opportunities = AuctionRoom.uniform(480, seed: 11, day: day, level: day.isMultiple(of: 2) ? 1 : 2)
            return room.hold(
                policy, room.terms(480, rate: unit / 24, costTarget: 0.3, ticks: 24),
                opportunities.map { AuctionRoom.Opportunity(value: unit * $0.value, price: unit * $0.price) })
        }
    }

    @Test(arguments: names, pricings)
    func noCampaignSpendsMoreThanItsBudget(name: String, pricing: AuctionPricing) {
        for day in Self.days(BuiltIn.bidding(name), pricing) {
            #expect(day.totals.cost <= 20 * (1 + 1e-12))
            #expect(day.totals.wins > 0)
        }
    }

    /// In a currency of which 64 make one of another, all is 64 times as much and no decision is another.
    @Test(arguments: names, pricings)
    func theCurrencyUnitChangesNoDecision(name: String, pricing: AuctionPricing) {
        let days = zip(
            Self.days(BuiltIn.bidding(name), pricing), Self.days(BuiltIn.bidding(name), pricing, unit: 64))
        for (day, other) in days {
            #expect(day.multipliers == other.multipliers)
            #expect(other.totals.cost == 64 * day.totals.cost)
            #expect(other.totals.exposedValue == 64 * day.totals.exposedValue)
            #expect(other.totals.wins == day.totals.wins)
        }
    }

    @Test(arguments: names)
    func equalPoliciesBidEqually(name: String) {
        #expect(
            Self.days(BuiltIn.bidding(name), .secondPrice) == Self.days(BuiltIn.bidding(name), .secondPrice))
    }

    /// What was learnt in two days is saved, and whoever loads it bids on as the first does.
    @Test(arguments: names, pricings)
    func aSavedCampaignBidsOn(name: String, pricing: AuctionPricing) throws {
        let policy = BuiltIn.bidding(name)
        _ = Self.days(policy, pricing)
        let other = BuiltIn.bidding(name)
        try other.load(policy.save())
        #expect(Self.days(policy, pricing, from: 2) == Self.days(other, pricing, from: 2))
    }

    @Test(arguments: names)
    func bytesOfAnotherPolicyAreRefused(name: String) {
        #expect(throws: PolicyStateError.self) { try BuiltIn.bidding(name).load([1, 2, 3]) }
        #expect(throws: PolicyStateError.self) {
            try BuiltIn.bidding(name).load([UInt8](repeating: 255, count: 48))
        }
    }

    /// Nothing to win, nothing to spend, nothing that is a number: multipliers are numbers all the same.
    @Test(arguments: names)
    func noMarketMakesABidThatIsNoNumber(name: String) {
        typealias Opportunity = AuctionRoom.Opportunity
        let fair = AuctionRoom.uniform(96, seed: 13)
        let markets: [[Opportunity]] = [
            [], fair, [Opportunity(value: 1, price: 1)],
            fair.map { Opportunity(value: 0, price: $0.price) }, fair.map { Opportunity(value: $0.value, price: 0) },
            fair.map { Opportunity(value: $0.value, price: .infinity) },
            fair.map { Opportunity(value: .nan, price: $0.price) },
            fair.map { Opportunity(value: $0.value, price: .nan) },
            fair.map { Opportunity(value: 1e-30 * $0.value, price: 1e30 * $0.price) },
            fair.map { Opportunity(value: 1e30 * $0.value, price: 1e-30 * $0.price) },
        ]
        for pricing in AuctionPricing.allCases {
            for target in [nil, 0, 1e-12, 0.5, 1e12, .nan, .infinity] as [Double?] {
                for budget in [0, 1e-12, 1, 1e12, .infinity] {
                    for count in [0, 96, 1e12] {
                        Self.bid(name, markets, pricing, target, budget, count)
                    }
                }
            }
        }
    }

    /// One campaign, market after market.
    private static func bid(
        _ name: String, _ markets: [[AuctionRoom.Opportunity]], _ pricing: AuctionPricing, _ target: Double?,
        _ budget: Double, _ count: Double
    ) {
        let room = AuctionRoom(pricing: pricing)
        let policy = BuiltIn.bidding(name)
        for market in markets {
            var terms = room.terms(1, rate: budget, costTarget: target, ticks: 8)
            terms.opportunities = count
            let period = room.hold(policy, terms, market)
            #expect(
                period.multipliers.allSatisfy { $0.isFinite && $0 >= 0 },
                "\(pricing), target \(String(describing: target)), budget \(budget), \(count) opportunities")
        }
    }
}
