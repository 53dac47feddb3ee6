import Policies
import PolicyKit
import Scenarios
import Testing

/// Values of a policy's parameters that are good by themselves and not together.
@Suite struct ParameterRuleTests {
    /// The sentences about a ranking of the program, without the file's name.
    private static func problems(_ ranking: String, set overrides: [String] = []) throws -> [String] {
        do {
            _ = try ScenarioReader(policies: .builtIn).read(
                text: "seed: 1\npolicies:\n  ranking: {\(ranking)}\n", file: "x.yaml",
                overrides: try overrides.map { try ScenarioOverride(parsing: $0) })
            return []
        } catch let error as ScenarioProblems {
            return error.problems.map(\.description)
        }
    }

    @Test(arguments: [
        (
            "policy: late-labels, window: 5m",
            ["x.yaml:3: policies.ranking.window: window 5m is shorter than wait 15m, in which no payment is late"]
        ),
        (
            "policy: late-labels, window: 2d, wait: 3d",
            ["x.yaml:3: policies.ranking.wait: window 2d is shorter than wait 3d, in which no payment is late"]
        ),
        ("policy: late-labels, window: 5m, treatment: wait", []), ("policy: late-labels, window: 15m", []),
        (
            "policy: multi-task, click_weight: 0, cart_weight: 0, pay_weight: 0, keep_weight: 0",
            [
                "x.yaml:3: policies.ranking.keep_weight: click_weight, cart_weight, pay_weight, keep_weight are all 0, "
                    + "so every listing has the same score"
            ]
        ),
        ("policy: multi-task, click_weight: 0, cart_weight: 0, pay_weight: 0", []),
    ])
    func theLastKeyThatWasSetIsBlamed(ranking: String, sentences: [String]) throws {
        #expect(try Self.problems(ranking) == sentences)
    }

    @Test func aValueThatIsWrongByItselfIsBlamedAlone() throws {
        let found = try Self.problems("policy: late-labels, window: 5m, wait: x")
        #expect(found.count == 1 && found[0].contains("policies.ranking.wait: expected a duration"), "\(found)")
    }

    @Test func aValueOfTheCommandLineIsBlamedThere() throws {
        let found = try Self.problems("policy: late-labels, window: 20m", set: ["policies.ranking.wait=30m"])
        #expect(found.count == 1 && found[0].contains("window 20m is shorter than wait 30m"), "\(found)")
        #expect(found[0].contains("--set"), "\(found)")
    }
}
