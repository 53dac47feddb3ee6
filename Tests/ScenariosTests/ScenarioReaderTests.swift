import Experiments
import Marketplace
import PolicyKit
import Scenarios
import Testing

@Suite struct ScenarioReaderTests {
    static let example = """
        scenario: last-one-in-stock
        title: The last one in stock
        summary: >
          A few
          sentences.
        seed: 20231
        replications: 24
        market:
          users: {count: 4_000}
          listings:
            initial: 2e3
            price_median: 30.50 USD
            arrivals_per_day: 250 / day
            expiry: 4w
          choice: {utility_lift: 10 %}
        policies:
          ranking: {policy: logistic, learning_rate: 0.05, explores: true}
          request: page-end
        experiment:
          warmup: 3d
          length: 36h
          followup: 2d
          treatment_share: 20 %
          salt: spring
          learners: shared
          level: 90 %
          metrics: [orders, gmv]
          arms:
            old: {}
            new:
              market: {choice: {utility_lift: 30 %}, feed: {page_size: 10}}
              policies: {request: {policy: uniform, every: 7}, ranking: {policy: logistic, learning_rate: .2}}
        """

    @Test func aScenarioBecomesThePlanThatItDescribes() throws {
        let scenario = try read(Self.example)
        let plan = scenario.plan
        #expect(scenario.text == Self.example)
        #expect(scenario.file == "scenarios/x.yaml")
        #expect((plan.name, plan.title) == ("last-one-in-stock", "The last one in stock"))
        #expect(plan.summary == "A few sentences.")
        #expect((plan.seed, plan.replications) == (20231, 24))
        #expect((plan.market.users.count, plan.market.listings.initial) == (4_000, 2_000))
        #expect((plan.market.listings.priceMedian, plan.market.listings.arrivalsPerDay) == (30_50, 250))
        #expect(plan.market.listings.expiry == 28 * 86_400_000)
        #expect(plan.market.conditions.choice.utilityLift == 0.1)
        #expect(plan.schedule.warmup == 3 * 86_400_000)
        #expect(plan.schedule.experiment == 36 * 3_600_000)
        #expect(plan.schedule.followup == 2 * 86_400_000)
        #expect((plan.split.treatmentShare, plan.split.salt, plan.level) == (0.2, "spring", 0.9))
        #expect(plan.learners == .shared)
        #expect(plan.metrics == ["orders", "gmv"])
    }

    @Test func anArmHasItsOwnConditionsAndPolicies() throws {
        let arms = try read(Self.example).plan.arms
        #expect(arms.map(\.name) == ["old", "new"])
        #expect(arms[0].conditions.choice.utilityLift == 0.1)
        #expect(arms[1].conditions.choice.utilityLift == 0.3)
        #expect(arms[1].conditions.feed.pageSize == 10)
        #expect(arms[0].policies[.ranking] == PolicyChoice("logistic", ["learning_rate": 0.05, "explores": true]))
        #expect(arms[1].policies[.ranking] == PolicyChoice("logistic", ["learning_rate": 0.2]))
        #expect(arms[1].policies[.request] == PolicyChoice("uniform", ["every": 7]))
        #expect(arms[0].policies[.retrieval] == PolicyChoice("category-affinity"))
    }

    @Test func anArmTellsWhatItChangesAsPeopleWriteIt() throws {
        let arms = try read(Self.example).plan.arms
        #expect(arms[0].changes.isEmpty)
        #expect(
            arms[1].changes == [
                .init(key: "market.choice.utility_lift", control: "10 %", arm: "30 %"),
                .init(key: "market.feed.page_size", control: "20", arm: "10"),
                .init(key: "policies.ranking.learning_rate", control: "0.05", arm: "0.2"),
                .init(key: "policies.ranking.explores", control: "true", arm: "false"),
                .init(key: "policies.request", control: "page-end", arm: "uniform (every 7)"),
            ])
    }

    @Test func aScenarioOfOneLineIsAnAATestWithDefaults() throws {
        let plan = try read("seed: 0").plan
        #expect((plan.name, plan.title, plan.summary) == ("x", "x", ""))
        // Enough for an interval of the truth.
        #expect((plan.seed, plan.replications) == (0, 6))
        #expect(plan.market == Market())
        #expect((plan.schedule.warmup, plan.schedule.experiment) == (Schedule().warmup, Schedule().experiment))
        #expect(plan.split == UserSplit())
        #expect(plan.metrics == Metric.standard.map(\.name))
        #expect(plan.level == 0.95)
        #expect(plan.arms.map(\.name) == ["control", "treatment"])
        #expect(plan.arms[0].conditions == plan.arms[1].conditions)
        #expect(plan.arms[0].policies == plan.arms[1].policies)
        #expect(plan.arms[1].changes.isEmpty)
    }

    /// Payment, delivery and refund windows, one after the other: the longest of an arm, or what the scenario says.
    @Test(arguments: [
        ("seed: 1", 27.0), ("market: {orders: {refund_window: 2d}}", 15),
        ("experiment: {arms: {a: {}, b: {market: {orders: {payment_window: 5d}}}}}", 29),
        ("experiment: {followup: 1d}", 1), ("experiment: {followup: 0}", 0), ("booking: {}", 0),
    ]) func theFollowUpIsAsLongAsOrdersMayTakeToSettle(text: String, days: Double) throws {
        #expect(try Double(read(text).plan.schedule.followup) == days * 86_400_000)
    }

    /// What the scenario cannot make other than 0 is not read out unless it is asked for.
    @Test(arguments: [
        ("seed: 1", [String]()), ("market: {feed: {request_cost: 0.01 USD}}", ["serving_cost"]),
        ("experiment: {arms: {a: {}, b: {market: {feed: {candidate_cost: 1 USD}}}}}", ["ranking_cost"]),
        ("policies: {request: uniform}", ["inserted_requests", "refused_requests"]),
        (
            "experiment: {arms: {a: {}, b: {policies: {request: uniform}}}}",
            ["inserted_requests", "refused_requests"]
        ),
    ]) func aMetricThatIsAlwaysNothingIsNoDefault(text: String, more: [String]) throws {
        let standard = Metric.standard.map(\.name)
        #expect(try read(text).plan.metrics == standard + more)
        let ads = try read(text + (text.contains("market: {feed") ? "" : "\nmarket: {ads: {campaigns: 3}}")).plan
        let conditional = ["serving_cost", "ranking_cost", "inserted_requests", "refused_requests"]
        #expect(Set(ads.metrics).intersection(conditional) == Set(more))
    }

    @Test func theMarketMeetsControlWithControlsOwnConditions() throws {
        let plan = try read(
            """
            market: {choice: {like_rate: 20 %}}
            experiment: {arms: {a: {market: {choice: {like_rate: 10 %}}}, b: }}
            """
        ).plan
        #expect(plan.market.conditions.choice.likeRate == 0.1)
        #expect(plan.arms.map(\.conditions.choice.likeRate) == [0.1, 0.2])
        #expect(plan.arms[1].changes == [.init(key: "market.choice.like_rate", control: "10 %", arm: "20 %")])
    }

    @Test func aDefaultThatIsWrittenOutChangesNothing() throws {
        let plan = try read(
            """
            policies: {ranking: logistic}
            experiment: {arms: {a: {}, b: {policies: {ranking: {policy: logistic, learning_rate: 0.1, window: 60m}}}}}
            """
        ).plan
        #expect(plan.arms[0].policies == plan.arms[1].policies)
    }

    @Test func anchorsAndMergesAreUnfolded() throws {
        let plan = try read(
            """
            experiment:
              arms:
                control: &base {market: {feed: &feed {page_size: 5, latency: 1s}}}
                treatment: {market: {feed: {<<: *feed, latency: 2s}}, policies: {ranking: popularity}}
            """
        ).plan
        #expect(plan.arms.map(\.conditions.feed.pageSize) == [5, 5])
        #expect(plan.arms.map(\.conditions.feed.latency) == [1_000, 2_000])
    }

    @Test func theLargestSeedIsASeed() throws {
        #expect(try read("seed: 18_446_744_073_709_551_615").plan.seed == .max)
        #expect(problems("seed: 18446744073709551616").count == 1)
    }

    @Test(arguments: [
        ("Spring sale.yaml", "spring-sale"), ("dir.d/a_b.yml", "a-b"), ("plain", "plain"), ("/dev/stdin", "stdin"),
        ("---.yaml", "scenario-1e864b4b"),
    ])
    func aScenarioWithoutNameIsCalledAsItsFile(file: String, name: String) throws {
        #expect(try ScenarioReader(policies: fakePolicies).read(text: "seed: 1", file: file).plan.name == name)
    }
}
