import Foundation
import MarketLabTesting
import Testing

@Suite(.tags(.program), .hangLimit) struct ValidateTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    @Test func goodFilesAreSaidToBeGood() throws {
        try workshop.write(Workshop.tiny, to: "a.yaml")
        try workshop.write("market: {users: {count: 10}}\n", to: "small one.yaml")
        let ran = try workshop.run("validate", "a.yaml", "small one.yaml")
        ran.expectSuccess()
        #expect(
            ran.text == """
                a.yaml: valid, scenario tiny with 2 replications
                small one.yaml: valid, scenario small-one with 6 replications

                """)
        #expect(ran.errors.isEmpty)
        #expect(try workshop.contents().count == 2)
    }

    @Test func programsAreToldWhatAScenarioIsWithItsChanges() throws {
        try workshop.write(Workshop.tiny, to: "a.yaml")
        try workshop.write("experiment: {arms: {old: {}, new: {}, newer: {}}}\n", to: "b.yaml")
        try workshop.write("print('a plug-in is not run')\n", to: "mine.py")
        let ran = try workshop.run(
            "validate", "a.yaml", "b.yaml", "--format", "json", "--seed", "9", "--set", "replications=3", "--set",
            "policies.ranking=mine", "--policy-path", ".")
        ran.expectSuccess()
        let said = try #require(JSONSerialization.jsonObject(with: Data(ran.text.utf8)) as? [[String: Any]])
        #expect(said.map { $0["file"] as? String } == ["a.yaml", "b.yaml"])
        #expect(said.map { $0["scenario"] as? String } == ["tiny", "b"])
        #expect(said.map { $0["arms"] as? [String] } == [["control", "treatment"], ["old", "new", "newer"]])
        #expect(said.allSatisfy { $0["seed"] as? Int == 9 && $0["replications"] as? Int == 3 })
        try workshop.write("market: {users: {cuont: 1}}\n", to: "c.yaml")
        let mixed = try workshop.run("validate", "a.yaml", "c.yaml", "--format", "json")
        #expect(mixed.status == 2 && mixed.text.contains("\"a.yaml\"") && mixed.errors.contains("c.yaml:1"))
    }

    @Test func whatMakesEventsExplodeIsWarnedOfWithTheirNumber() throws {
        try workshop.write(
            "replications: 1\nmarket: {users: {count: 40}, listings: {markdown_after: 1m}}\n", to: "a.yaml")
        try workshop.write(
            "replications: 1\nmarket: {users: {count: 40}, ads: {campaigns: 2000, ticks: 1440}}\n", to: "b.yaml")
        try workshop.write("replications: 1\nmarket: {users: {count: 40}}\n", to: "c.yaml")
        let ran = try workshop.run("validate", "a.yaml", "b.yaml", "c.yaml")
        ran.expectSuccess()
        #expect(ran.said.count == 2)
        #expect(
            ran.errors.contains(
                "warning: a.yaml: market.listings.markdown_after: about 1.56 billion times that a seller looks at a listing"
            ))
        #expect(ran.errors.contains("warning: b.yaml: market.ads.ticks: about "))
    }

    /// By `validate` and by `run`: nothing modelled is said not to be.
    @Test func aChangeThatNobodyCanSeeIsWarnedOf() throws {
        try workshop.write(
            """
            market: {users: {count: 40}, listings: {initial: 100}}
            experiment:
              metrics: [gmv, net_gmv]
              length: 1d
              arms: {control: {}, treatment: {market: {orders: {take_rate: 8 %}}}}

            """, to: "fee.yaml")
        try workshop.write(
            """
            market: {users: {count: 40}}
            experiment:
              arms: {control: {}, treatment: {market: {browsing: {declared_intent_share: 50 %}}}}

            """, to: "intent.yaml")
        let ran = try workshop.run("validate", "fee.yaml", "intent.yaml")
        ran.expectSuccess()
        let fee = "warning: fee.yaml: market.orders.take_rate: no metric of this readout can see `take_rate`"
        #expect(ran.errors.contains(fee))
        #expect(ran.errors.contains("add one of income, contribution to experiment.metrics"))
        #expect(
            ran.errors.contains(
                "warning: intent.yaml: market.browsing.declared_intent_share: no policy of this run reads the declared intent"
            ))
        #expect(try workshop.run("run", "fee.yaml", "--quiet", "--out", "o").errors.contains(fee))
        let seen = try workshop.run("run", "fee.yaml", "--quiet", "--out", "p", "--set", "experiment.metrics=[income]")
        #expect(seen.status == 0 && !seen.errors.contains("warning"))
    }

    @Test func everyProblemOfEveryFileIsNamedAtOnce() throws {
        try workshop.write(Workshop.tiny, to: "good.yaml")
        try workshop.write(
            """
            replications: -1
            market:
              users: {cuont: 3}
              orders: {refund_window: 3 %}
            """, to: "three.yaml")
        try workshop.write("market: {feed: {page_size: 0}}\n", to: "one.yaml")
        let ran = try workshop.run("validate", "three.yaml", "good.yaml", "one.yaml", "none.yaml")
        #expect(ran.status == 2)
        #expect(ran.text == "good.yaml: valid, scenario tiny with 2 replications\n")
        #expect(ran.said.count == 5)
        #expect(ran.said.allSatisfy { $0.hasPrefix("error: ") })
        let starts = [
            "three.yaml:1: replications: ", "three.yaml:3: market.users.cuont: unknown key; did you mean \"count\"?",
            "three.yaml:4: market.orders.refund_window: ", "one.yaml:1: market.feed.page_size: ",
            "none.yaml: cannot be read: no such file or directory",
        ]
        for (said, start) in zip(ran.said, starts) { #expect(said.hasPrefix("error: " + start), "\(said)") }
    }

    @Test func aScenarioThatCouldNotRunHereIsNamed() throws {
        try workshop.write(
            "market: {listings: {arrivals_per_day: 1e7}}\nexperiment: {length: 36000d}\n", to: "huge.yaml")
        let ran = try workshop.run("validate", "huge.yaml")
        ran.expectRefusal("huge.yaml: ", "of memory")
    }
}
