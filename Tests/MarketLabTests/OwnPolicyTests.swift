import Foundation
import MarketLabTesting
import Testing

/// The program of `examples/own-policy`: the whole command with one policy more.
@Suite(.tags(.program), .hangLimit) struct OwnPolicyTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    @Test func aPolicyOfOnesOwnStandsAmongTheOthers() throws {
        let ran = try Program.example(["policies", "--slot", "ranking"], in: workshop.path)
        ran.expectSuccess()
        #expect(ran.text.contains("freshest-first") && ran.text.contains("content-affinity"))
    }

    @Test func aPolicyOfOnesOwnRunsInAnExperiment() throws {
        let scenario = Checkout.file("examples/own-policy/freshest-first.yaml").path
        let ran = try Program.example(
            ["run", scenario, "--replications", "1", "--out", "o"], in: workshop.path)
        ran.expectSuccess()
        #expect(ran.text.contains("from content-affinity to freshest-first (match_days 1)"))
        #expect(workshop.exists("o/index.html"))
        try workshop.run("validate", scenario).expectRefusal("freshest-first", "ranking")
    }
}
