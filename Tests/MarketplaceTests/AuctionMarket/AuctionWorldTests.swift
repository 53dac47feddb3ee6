import Bidding
import Marketplace
import Policies
import PolicyKit
import Testing

/// Bids whatever it was told to, sense or nonsense.
private final class Hostile: BiddingPolicy {
    static let name = "hostile"
    static let summary = "Bids what no campaign should."
    private var calls = 0
    var rhythm: BiddingRhythm { .everyAuction }
    init(parameters: ParameterValues, seed: UInt64) {}
    private var rule: BidRule {
        calls += 1
        let multipliers = [Double.infinity, .nan, -5, 1e300, 1e6, 0]
        return BidRule(multiplier: multipliers[calls % 6], limit: calls % 5 == 0 ? .nan : .infinity)
    }
    func begin(_ terms: CampaignTerms, into answers: inout BiddingAnswers) { answers[0] = rule }
    func plan(_ moment: BiddingMoment, into answers: inout BiddingAnswers) { answers[0] = rule }
    func observe(_ outcome: AuctionOutcome, into answers: inout BiddingAnswers) { answers[0] = rule }
}

/// Keeps all ticks of a world.
private final class Ticks: AuctionConsumer {
    private(set) var all: [AuctionTick] = []
    func take(_ tick: AuctionTick) { all.append(tick) }
}

struct AuctionWorldTests {
    private static let policies: PolicyRegistry = {
        var policies = PolicyRegistry.builtIn
        policies.add(Hostile.self)
        return policies
    }()

    private static func market(_ change: (inout AuctionMarketSettings) -> Void = { _ in }) -> AuctionMarket {
        var market = AuctionMarket()
        market.settings.campaigns = 12
        market.settings.opportunitiesPerDay = 4_000
        market.settings.users = 500
        market.settings.budgetLeast = 10
        market.settings.budgetMost = 40
        change(&market.settings)
        return market
    }

    private struct Run {
        var tallies: [AuctionTally]
        var digest: String
        var violations: [String]
        var ticks: [AuctionTick]
        var campaigns: [AuctionCampaign]
    }

    private static func run(
        _ market: AuctionMarket, _ policy: PolicyChoice = PolicyChoice("fixed"), seed: UInt64 = 1,
        shares: [Double]? = nil, arm: @escaping @Sendable (UInt32) -> UInt8 = { UInt8($0 % 2) }
    ) throws -> Run {
        let ticks = Ticks()
        let rules = market.settings.rules
        var world = AuctionWorld(
            AuctionSetup(
                market: market, arms: [policy, policy].map { AuctionArm(bidding: $0, rules: rules) }, userArm: arm,
                budgetShares: shares, seed: seed, days: 2),
            policies: policies, consumers: [ticks])
        #expect(try world.run())
        return Run(
            tallies: world.tallies, digest: world.digest.text, violations: world.violations, ticks: ticks.all,
            campaigns: world.campaigns)
    }

    /// Whatever is bid and whoever shares the budget; checked tick by tick, to a millionth.
    @Test(arguments: PolicyRegistry.builtIn.policies(in: .bidding).map(\.name) + ["hostile"], AdPayment.allCases)
    func spendNeverExceedsABudget(policy: String, payment: AdPayment) throws {
        let market = AuctionWorldTests.market {
            $0.payment = payment.rawValue
            // So small that every budget runs out.
            $0.budgetLeast = 0.5
            $0.budgetMost = 2
        }
        for shares in [nil, [0.3, 0.7]] {
            let run = try AuctionWorldTests.run(market, PolicyChoice(policy), shares: shares)
            #expect(run.violations.isEmpty)
            var spent: [[Int]: Double] = [:]
            for tick in run.ticks {
                spent[[tick.day, tick.campaign, shares == nil ? 0 : tick.arm], default: 0] += tick.totals.cost
            }
            for (key, cost) in spent {
                let share = shares?[key[2]] ?? 1
                #expect(cost <= run.campaigns[key[1]].terms.budget.units * share + 1e-9)
            }
        }
    }

    /// Seven truthful bidders with iid lognormal values, one slot, second price: the means of the highest and the second of
    /// seven by numerical integration (scipy), for conversions that are as rare as clicks are.
    @Test(arguments: [(0.05, AdPayment.exposure), (0.0005, .exposure), (0.05, .click), (0.05, .conversion)])
    func truthfulBiddersEarnWhatOrderStatisticsSay(conversionRate: Double, payment: AdPayment) throws {
        let (highest, second) = (2.024317, 1.379094)
        let market = AuctionWorldTests.market {
            ($0.campaigns, $0.categories, $0.slots, $0.settling) = (7, 1, 1, 0)
            ($0.opportunitySigma, $0.categorySigma, $0.valueSigma) = (0, 0, 0.6)
            ($0.targetLeast, $0.targetMost, $0.budgetLeast, $0.budgetMost) = (20, 20, 1e7, 1e7)
            ($0.conversionRate, $0.clickRate, $0.payment) = (conversionRate, 0.05, payment.rawValue)
            $0.opportunitiesPerDay = 40_000
        }
        let run = try AuctionWorldTests.run(market, PolicyChoice("truthful"))
        let total = run.tallies.reduce(AuctionTally(), +)
        let each = Double(total.exposures) * 20 * conversionRate
        // Standard errors over 65,000 opportunities: .16 % of the value and .13 % of the price. The noise of clicks or
        // conversions at 8 % of exposures is 1.5 % at most.
        #expect(abs(total.expectedValue / each / highest - 1) < 0.008)
        #expect(abs(Double(total.revenue) * 1e-6 / each / second - 1) < (payment == .exposure ? 0.007 : 0.08))
    }

    @Test(arguments: AdPayment.allCases, AuctionPricing.allCases)
    func paymentsSumToRevenue(payment: AdPayment, pricing: AuctionPricing) throws {
        let market = AuctionWorldTests.market {
            $0.settling = 0
            $0.payment = payment.rawValue
            $0.pricing = pricing.rawValue
            $0.conversionRate = 0.02
        }
        let run = try AuctionWorldTests.run(market)
        let revenue = run.tallies.reduce(0) { $0 + $1.revenue }
        #expect(revenue > 0)
        #expect(abs(run.ticks.reduce(0) { $0 + $1.totals.cost } - Double(revenue) * 1e-6) < 1e-6)
    }

    @Test(arguments: ["fixed", "dual-descent", "online-lp", "constraint-aware"])
    func sameSeedSameBytes(policy: String) throws {
        let market = AuctionWorldTests.market()
        let (one, again) = (
            try AuctionWorldTests.run(market, PolicyChoice(policy)),
            try AuctionWorldTests.run(market, PolicyChoice(policy))
        )
        #expect(one.digest == again.digest)
        #expect(try AuctionWorldTests.run(market, PolicyChoice(policy), seed: 2).digest != one.digest)
    }

    /// An arm is a name: a world of all users in one equal arm is the world of all users in the other.
    @Test func twinsAreEqualWhenArmsAre() throws {
        let market = AuctionWorldTests.market()
        let control = try AuctionWorldTests.run(market, PolicyChoice("dual-descent"), arm: { _ in 0 })
        let treated = try AuctionWorldTests.run(market, PolicyChoice("dual-descent"), arm: { _ in 1 })
        #expect(control.digest == treated.digest)
        #expect(control.tallies[0] == treated.tallies[1])
    }

    /// No sale, no payment, and nothing that is not a number.
    @Test func aReserveAboveEveryBidSellsNothing() throws {
        let run = try AuctionWorldTests.run(AuctionWorldTests.market { $0.reserve = 1e8 })
        #expect(run.tallies.allSatisfy { $0.wins == 0 && $0.revenue == 0 && $0.opportunities > 0 })
        #expect(run.violations.isEmpty)
    }

    @Test func aLoneCampaignPaysTheReserve() throws {
        let market = AuctionWorldTests.market {
            $0.campaigns = 1
            $0.settling = 0
            $0.reserve = 0.001
            $0.budgetLeast = 1_000
            $0.budgetMost = 1_000
        }
        let run = try AuctionWorldTests.run(market)
        let exposures = run.tallies.reduce(0) { $0 + $1.exposures }
        #expect(exposures > 1_000)
        #expect(run.tallies.reduce(0) { $0 + $1.revenue } == 1_000 * Int64(exposures))
        #expect(abs(run.tallies.reduce(0) { $0 + $1.priceToReserve } - Double(exposures)) < 1e-6)
    }

    /// Worth, reserve and budgets in another currency: the same slots are won, and revenue is in that currency. A power of two
    /// keeps every number but the rounding of payments, which is less than a millionth each. Budgets hold: where one runs out, a
    /// millionth decides the last win, and policies that learn go on from there. That these make the same decisions in
    /// any currency is tested of each (`PoliciesTests`).
    @Test(arguments: ["fixed", "truthful"], AuctionPricing.allCases)
    func scalingMoneyScalesRevenue(policy: String, pricing: AuctionPricing) throws {
        func run(_ factor: Double) throws -> Run {
            let market = AuctionWorldTests.market {
                $0.pricing = pricing.rawValue
                $0.budgetLeast = 1e5 * factor
                $0.budgetMost = 1e5 * factor
                $0.targetLeast *= factor
                $0.targetMost *= factor
                $0.reserve *= factor
            }
            return try AuctionWorldTests.run(market, PolicyChoice(policy))
        }
        for (one, many) in zip(try run(1).tallies, try run(1_024).tallies) {
            #expect(one.winsOfCampaigns == many.winsOfCampaigns)
            #expect(one.exposures == many.exposures)
            let lost = Double(many.revenue) / 1_024 - Double(one.revenue)
            #expect(lost >= -Double(one.exposures) / 1_024 && lost <= Double(one.exposures))
        }
    }

    @Test func slotsAndExposuresFollowTheirChances() throws {
        let run = try AuctionWorldTests.run(
            AuctionWorldTests.market {
                $0.budgetLeast = 1e6; $0.budgetMost = 1e6
            })
        let tally = run.tallies.reduce(AuctionTally(), +)
        #expect(tally.wins == tally.slots)
        // 1 + .8 + .6 of three slots; one draw an opportunity decides all three: |z| < 4.4, false alarms 1e-5.
        let opportunities = Double(tally.opportunities)
        let variance = 0.6 * 9 + 0.2 * 4 + 0.2 - 2.4 * 2.4
        #expect(abs(Double(tally.exposures) - 2.4 * opportunities) < 4.4 * (variance * opportunities).squareRoot())
    }

    /// AuctionNet's: 100 conversions for 12,000 at a target of 100.
    @Test func aScoreFallsWithTheSquareOfTheExcess() {
        #expect(abs(AuctionTally.score(conversions: 100, cost: 12_000, target: 100) - 69.444) < 1e-3)
        #expect(AuctionTally.score(conversions: 100, cost: 8_000, target: 100) == 100)
        #expect(AuctionTally.score(conversions: 0, cost: 10, target: 100) == 0)
        #expect(AuctionTally.score(conversions: 0, cost: 0, target: 100) == 0)
    }
}
