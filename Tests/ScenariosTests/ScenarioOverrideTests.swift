import Experiments
import Marketplace
import PolicyKit
import Scenarios
import Testing

@Suite struct ScenarioOverrideTests {
    @Test func anOverrideTakesThePlaceOfWhatTheFileSays() throws {
        let plan = try read(
            "seed: 1\nmarket: {choice: {utility_lift: 10 %}}",
            set: ["market.choice.utility_lift=40 %", "market.users.count=12", "seed=0", "experiment.metrics=[orders]"]
        ).plan
        #expect(plan.market.conditions.choice.utilityLift == 0.4)
        #expect(plan.market.users.count == 12)
        #expect(plan.seed == 0)
        #expect(plan.metrics == ["orders"])
    }

    @Test func anOverrideReachesAnArmThatTheFileDoesNotName() throws {
        let plan = try read("seed: 1", set: ["experiment.arms.treatment.market.choice.utility_lift=30 %"]).plan
        #expect(plan.arms.map(\.conditions.choice.utilityLift) == [0, 0.3])
    }

    @Test(
        arguments: [
            ("policies: {ranking: logistic}", "policies.ranking.learning_rate=.5", ["learning_rate": 0.5]),
            (
                "policies: {ranking: {policy: logistic, explores: true}}", "policies.ranking.learning_rate=.5",
                ["learning_rate": 0.5, "explores": true]
            ),
            ("policies: {ranking: {policy: logistic, learning_rate: .5}}", "policies.ranking=logistic", [:]),
            ("seed: 1", "policies.ranking={policy: logistic, window: 2h}", ["window": 7_200_000]),
        ] as [(String, String, [String: ParameterValue])])
    func anOverrideSetsAPolicyOrItsParameter(
        text: String, override: String, parameters: [String: ParameterValue]
    ) throws {
        let plan = try read(text, set: [override]).plan
        #expect(plan.arms[0].policies[.ranking] == PolicyChoice("logistic", parameters))
    }

    @Test func aParameterOfAnArmsPolicyStartsFromTheSharedPolicy() throws {
        let plan = try read(
            "policies: {ranking: {policy: logistic, explores: true}, request: uniform}",
            set: [
                "experiment.arms.treatment.policies.ranking.learning_rate=.5",
                "experiment.arms.treatment.policies.request.every=3",
            ]
        ).plan
        #expect(plan.arms[0].policies[.ranking].parameters == ["explores": true])
        #expect(plan.arms[1].policies[.ranking].parameters == ["explores": true, "learning_rate": 0.5])
        #expect(plan.arms[1].policies[.request] == PolicyChoice("uniform", ["every": 3]))
    }

    @Test func seedAndReplicationsOfTheCommandLineGoFirst() throws {
        let reader = ScenarioReader(policies: fakePolicies)
        let plan = try reader.read(text: "seed: 1\nreplications: 2", file: "x", seed: 9, replications: 3).plan
        #expect((plan.seed, plan.replications) == (9, 3))
        #expect(throws: ScenarioProblems.self) { try reader.read(text: "seed: 1", file: "x", replications: 0) }
        do {
            _ = try reader.read(text: "seed: 1", file: "x", replications: 0)
        } catch {
            #expect(
                error.description
                    == "--replications 0: replications: expected a whole number from 1 to 100000, found \"0\"")
        }
    }

    @Test func theScenarioRemembersItsOverrides() throws {
        let scenario = try read("seed: 1", set: ["seed=2", "market.users.count=3"])
        #expect(scenario.text == "seed: 1")
        #expect(scenario.overrides.map(\.description) == ["seed=2", "market.users.count=3"])
    }

    @Test(arguments: [
        (
            "feed.page_size=5",
            "--set feed.page_size=5: feed: unknown key; did you mean \"market.feed.page_size\"? Known keys: scenario,"
        ),
        ("page_size=5", "--set page_size=5: unknown key; did you mean \"market.feed.page_size\"?"),
        ("choice.utlity_lift=1", "--set choice.utlity_lift=1: choice: unknown key; did you mean \"market.choice\"?"),
        ("sed=5", "--set sed=5: unknown key; did you mean \"seed\"?"),
        ("market.users.cuont=3", "--set market.users.cuont=3: unknown key; did you mean \"count\"?"),
        ("market.users.count=x", "--set market.users.count=x: expected a whole number from 1 to 10000000, found \"x\""),
        (
            "experiment.arms.treatmnt.market.choice.utility_lift=9 %",
            "--set experiment.arms.treatmnt.market.choice.utility_lift=9 %: no arm has this name; did you mean \"treatment\"? "
                + "The arms are control and treatment."
        ),
        ("seed=", "--set seed=: expected a whole number"),
        ("seed.deep=3", "--set seed.deep=3: seed: expected a whole number"),
        (
            "policies.ranking={policy: logistic, rate: 3}",
            "policies.ranking.rate: policy logistic has no such parameter"
        ),
        ("policies.ranking.rate=3", "--set policies.ranking.rate=3: policy content-affinity has no such parameter"),
        ("market.feed.candidates=5", "--set market.feed.candidates=5: page_size 20 is more than candidates 5"),
        ("seed", "--set seed: expected KEY.PATH=VALUE, such as"),
        ("=3", "--set =3: expected KEY.PATH=VALUE"),
        ("a..b=3", "--set a..b=3: expected KEY.PATH=VALUE"),
        ("title=[", "--set title=[: is not YAML: "),
    ])
    func aProblemOfAnOverrideNamesTheArgument(override: String, sentence: String) throws {
        let found = problems("title: x", set: [override])
        #expect(found.count == 1, "\(found)")
        #expect(try #require(found.first).contains(sentence), "\(found)")
    }

    @Test func somethingOfALayerIsSetWhereThereIsOneOrNone() throws {
        let layered = "experiment: {layers: {ranker: {market: {choice: {utility_lift: 1 %}}}}}"
        let path = "market.choice.utility_lift=2 %"
        #expect(problems(layered, set: ["experiment.layers.ranker.\(path)"]).isEmpty)
        #expect(problems("title: x", set: ["experiment.layers.ranker.\(path)"]).isEmpty)
        let found = problems(layered, set: ["experiment.layers.rankr.\(path)"])
        #expect(found.count == 1, "\(found)")
        #expect(
            found.first?.contains("no layer has this name; did you mean \"ranker\"? The layer is ranker.") == true,
            "\(found)")
    }

    @Test func problemsOfTheFileComeBeforeThoseOfTheCommandLine() {
        let found = problems("title: []\nsummary: []", set: ["seed=x"])
        #expect(found.count == 3)
        #expect(found.last?.hasPrefix("--set seed=x") == true, "\(found)")
    }
}
