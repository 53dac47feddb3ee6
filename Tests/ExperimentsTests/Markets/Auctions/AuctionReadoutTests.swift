import Bidding
import Experiments
import MarketLabTesting
import Marketplace
import Policies
import PolicyKit
import Testing

/// What an auction market's designs say, against the truth.
struct AuctionReadoutTests {
    /// A market whose budgets bind under treatment and not under control.
    private static func plan(seed: UInt64, replications: Int, treatment: Double = 1.2) -> (Plan, AuctionPlan) {
        var market = AuctionMarket()
        market.settings.campaigns = 12
        market.settings.opportunitiesPerDay = 6_000
        market.settings.users = 3_000
        market.settings.slots = 1
        market.settings.budgetLeast = 36
        market.settings.budgetMost = 84
        market.settings.settling = 0
        market.settings.watched = 1
        let arms = [0.9, treatment].map { multiplier in
            AuctionArm(
                bidding: PolicyChoice("fixed", ["multiplier": .number(multiplier)]), rules: market.settings.rules)
        }
        var plan = Plan(
            name: "budgets", title: "", summary: "",
            arms: [Arm(name: "control"), Arm(name: "treatment")])
        plan.seed = seed
        plan.replications = replications
        plan.schedule.experiment = 2 * 86_400_000
        return (
            plan,
            AuctionPlan(market: market, arms: arms, metrics: ["advertiser_value", "ad_revenue", "competitive_ratio"])
        )
    }

    private static func readout(_ plan: Plan, _ auctions: AuctionPlan) throws -> Readout {
        let runner = AuctionRunner(plan: plan, auctions: auctions, policies: .builtIn)
        var outcomes: [WorldTask: AuctionWorldOutcome] = [:]
        for task in runner.plan.tasks { outcomes[task] = try runner.run(task) }
        return runner.readout(of: outcomes, version: "test", command: "test")
    }

    private static func row(_ name: String, _ readout: Readout) throws -> MetricReadout {
        try #require(readout.metrics.first { $0.name == name })
    }

    /// Where both arms draw on one budget, treatment spends what control then lacks: the readout misses the loss of value
    /// that a launch would bring. With budgets of their own the arms show it. The gap is ten standard errors and more.
    @Test(arguments: TestSeeds.two)
    func theUserSplitIsBiasedByASharedBudgetAndTheBudgetSplitIsNot(seed: UInt64) throws {
        let (plan, auctions) = AuctionReadoutTests.plan(seed: seed, replications: 8)
        let readout = try AuctionReadoutTests.readout(plan, auctions)
        let shared = try AuctionReadoutTests.row("advertiser_value_user_split", readout)
        let split = try AuctionReadoutTests.row("advertiser_value_budget_split", readout)
        #expect(shared.truth == split.truth)
        let truth = try #require(shared.truth.relative)
        #expect(try #require(truth.upper) < -0.03)
        let naive = try #require(shared.relative)
        #expect(try #require(naive.lower) > truth.estimate)
        #expect(readout.verdict.agreement == .misleads)
        #expect(readout.health.allSatisfy { $0.status == .pass })
    }

    /// Of 60 experiments at 95 %, 57 intervals should hold the truth; fewer than 48 has a chance of 7e-6.
    @Test(.enabled(if: TestOptions.isLong, "60 experiments of 24 worlds each, with MARKETLAB_LONG=1"))
    func theBudgetSplitsIntervalHoldsTheTruthAtItsLevel() throws {
        var held = 0
        for seed in 100..<160 as Range<UInt64> {
            let (plan, auctions) = AuctionReadoutTests.plan(seed: seed, replications: 6)
            let row = try AuctionReadoutTests.row(
                "ad_revenue_budget_split", try AuctionReadoutTests.readout(plan, auctions))
            let (lower, upper) = (try #require(row.difference.lower), try #require(row.difference.upper))
            held += (lower...upper).contains(row.truth.difference.estimate) ? 1 : 0
        }
        #expect(held >= 48)
    }

    @Test func equalArmsHaveEqualTwinsAndATruthOfZero() throws {
        let (plan, auctions) = AuctionReadoutTests.plan(seed: 3, replications: 2, treatment: 0.9)
        let readout = try AuctionReadoutTests.readout(plan, auctions)
        #expect(readout.metrics.allSatisfy { $0.truth.difference.estimate == 0 })
        #expect(readout.health.first { $0.name == "equal_twins" }?.status == .pass)
    }

    /// A metric that the first design has no reading of: the headline names the design that it is of.
    @Test func theVerdictNamesTheDesignThatItIsOf() throws {
        let (plan, drawn) = AuctionReadoutTests.plan(seed: 4, replications: 2)
        var auctions = drawn
        auctions.metrics = ["competitive_ratio"]
        let readout = try AuctionReadoutTests.readout(plan, auctions)
        #expect(readout.metrics.map(\.name) == ["competitive_ratio_budget_split"])
        #expect(readout.verdict.headline.contains("budget split") && !readout.verdict.headline.contains("user split"))
    }

    @Test func aReserveThatNoBidComesUpToIsSaid() throws {
        let (plan, drawn) = AuctionReadoutTests.plan(seed: 3, replications: 2)
        var auctions = drawn
        for arm in auctions.arms.indices { auctions.arms[arm].rules.reserve = 1e8 }
        let readout = try AuctionReadoutTests.readout(plan, auctions)
        let check = try #require(readout.health.first { $0.name == "fill" })
        #expect(check.status == .warn && check.message.contains("100000000.0"))
        #expect(readout.metrics.allSatisfy { $0.control.mean == 0 })
    }

    /// No campaign wins more than hindsight could have bought it, but for the luck of what users came to see; where an arm
    /// has no best of its own, none is read out.
    @Test func nobodyBeatsHindsight() throws {
        let (plan, auctions) = AuctionReadoutTests.plan(seed: 4, replications: 2)
        let readout = try AuctionReadoutTests.readout(plan, auctions)
        #expect(readout.metrics.allSatisfy { $0.name != "competitive_ratio_user_split" })
        let row = try AuctionReadoutTests.row("competitive_ratio_budget_split", readout)
        for ratio in [row.truth.control, row.truth.treatment, row.control.mean, row.treatment.mean] {
            #expect(ratio > 0.3 && ratio < 1.02)
        }
    }

    /// Another multiplier for one campaign, thought out beforehand, is what the campaign then has; here the one it had.
    @Test func aCounterfactualAtTheOwnBidIsWhatWasWon() throws {
        final class Reader: AuctionConsumer {
            var value = 0.0
            var cost = 0.0
            var won = 0.0
            func take(_ tick: AuctionTick) {
                guard tick.campaign == 0, tick.arm == 0 else { return }
                value += tick.counterfactuals[0].value
                cost += tick.counterfactuals[0].cost
            }
            func take(_ day: HindsightDay) { if day.arm == 0 { won += day.wonValue } }
        }
        let (plan, drawn) = AuctionReadoutTests.plan(seed: 5, replications: 1)
        var auctions = drawn
        auctions.market.settings.budgetLeast = 1e6
        auctions.market.settings.budgetMost = 1e6
        auctions.market.settings.slots = 3
        for pricing in AuctionPricing.allCases {
            auctions.market.settings.pricing = pricing.rawValue
            auctions.arms[0].rules = auctions.market.settings.rules
            let reader = Reader()
            var runner = AuctionRunner(plan: plan, auctions: auctions, policies: .builtIn)
            runner.counterfactuals = [0.9]
            nonisolated(unsafe) let consumer = reader
            runner.consumers = { _ in [consumer] }
            let outcome = try #require(try runner.run(WorldTask(replication: 0, role: .allControl)))
            #expect(outcome.violations.isEmpty)
            #expect(reader.won > 0)
            #expect(abs(reader.value / reader.won - 1) < 1e-9)
            #expect(reader.cost > 0 && reader.cost <= 0.9 * reader.value * (1 + 1e-9))
        }
    }
}
