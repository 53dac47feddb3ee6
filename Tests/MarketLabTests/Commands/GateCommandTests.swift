import Foundation
import MarketLabTesting
import Testing

@Suite(.tags(.program), .hangLimit) struct GateCommandTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private func gate(_ arguments: String...) throws -> Program.Ran {
        let file = try workshop.write(Workshop.tiny)
        return try workshop.run(["gate", file, "--experiments", "20", "--quiet"] + arguments)
    }

    /// With a goal that enough happens for.
    private func judged(_ arguments: String...) throws -> Program.Ran {
        let file = try workshop.write(Workshop.tiny)
        return try workshop.run(
            [
                "gate", file, "--experiments", "20", "--quiet", "--set", "market.users.count=400", "--set",
                "experiment.metrics=[ctr, gmv]",
            ] + arguments)
    }

    /// The tiny scenario's treatment ranks by price: the gate runs control against control all the same.
    @Test func aScenariosMarketIsRunAgainstItself() throws {
        let ran = try judged()
        ran.expectSuccess()
        for words in [
            "✓ Passed: 20 experiments of this market against itself", "GMV", "CUPED", "users where 50 : 50 is planned",
            "A sound market fails at most once in 1,000 gates", "Every unit and every payment is accounted for.",
        ] {
            #expect(ran.text.replacing("\n", with: " ").replacing("  ", with: " ").contains(words), "\(ran.text)")
        }
        let json = try judged("--format", "json", "--threads", "1")
        let readout = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
        #expect(readout["passed"] as? Bool == true && readout["experiments"] as? Int == 20)
        #expect(readout["schema"] as? String == "marketlab.gate/1")
        let page = try judged("--format", "html")
        page.expectSuccess()
        #expect(page.text.hasPrefix("<!doctype html>") && page.text.contains("<svg"))
        #expect(try workshop.contents().count == 1)
    }

    /// Where nobody buys there is nothing to judge, which is no pass.
    @Test func aGateThatFailsExitsThree() throws {
        let ran = try gate("--set", "market.choice.cart_rate=0 %", "--set", "experiment.metrics=[orders, gmv]")
        #expect(ran.status == 3 && ran.errors.isEmpty)
        let said = ran.text.split(separator: "\n").joined(separator: " ").replacing("  ", with: " ")
        #expect(said.contains("✗ Not passed: the goal, Orders, could not be judged by 20 experiments"), "\(said)")
    }

    @Test(arguments: [
        (["--experiments", "19"], "--experiments is 19; expected 20 to 1000000"),
        (["--false-alarm-rate", "0"], "--false-alarm-rate is 0.0; expected above 0"),
        (["--threads", "0"], "--threads is 0"), (["--set", "market.users.cuont=4"], "did you mean \"count\"?"),
    ])
    func aMistakeIsOneSentence(arguments: [String], sentence: String) throws {
        try workshop.write(Workshop.tiny)
        try workshop.run(["gate", "tiny.yaml"] + arguments).expectRefusal(sentence)
    }

    @Test func aMarketWithoutUsersMetricsIsRefused() throws {
        let scenario = Checkout.file("scenarios/booking-market.yaml").path
        try workshop.run("gate", scenario).expectRefusal(
            "a booking market is read over replications; a gate needs a market of users and listings")
    }
}
