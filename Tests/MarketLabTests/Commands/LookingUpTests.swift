import Foundation
import MarketLabTesting
import Testing

@Suite(.tags(.program), .hangLimit) struct PoliciesCommandTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    @Test func everySlotIsListedWithItsPoliciesAndParameters() throws {
        let ran = try workshop.run("policies")
        ran.expectSuccess()
        for word in [
            "retrieval", "ranking", "request", "category-affinity", "newest", "popularity", "logistic", "page-end",
        ] {
            #expect(ran.text.contains(word))
        }
        #expect(ran.text.contains("default"))
    }

    @Test(arguments: ["retrieval", "ranking", "request", "bidding"])
    func oneSlotCanBeAskedFor(slot: String) throws {
        let table = try workshop.run("policies", "--slot", slot)
        table.expectSuccess()
        #expect(table.text.hasPrefix(slot + "\n"))
        let ran = try workshop.run("policies", "--slot", slot, "--format", "json")
        let listed = try #require(try JSONSerialization.jsonObject(with: ran.output) as? [[String: Any]])
        #expect(!listed.isEmpty)
        for policy in listed {
            #expect(policy["slot"] as? String == slot)
            #expect((policy["summary"] as? String)?.isEmpty == false)
            for parameter in try #require(policy["parameters"] as? [[String: Any]]) {
                for key in ["name", "summary", "unit", "default"] { #expect(parameter[key] is String) }
            }
        }
    }

    @Test func columnsAreListedInBothForms() throws {
        let table = try workshop.run("policies", "--slot", "ranking", "--columns")
        table.expectSuccess()
        for word in ["score", "relative_price", "float32 per candidate", "log ratio", "learnOrders", "remembered"] {
            #expect(table.text.contains(word), "\(word)")
        }
        let ran = try workshop.run("policies", "--columns", "--format", "json")
        let listed = try #require(try JSONSerialization.jsonObject(with: ran.output) as? [[String: Any]])
        #expect(Set(listed.compactMap { $0["slot"] as? String }) == ["retrieval", "ranking", "request", "bidding"])
        #expect(Set(listed.compactMap { $0["part"] as? String }) == ["input", "answer", "feedback"])
        for column in listed {
            for key in ["call", "name", "type", "unit", "meaning"] { #expect(column[key] is String) }
            #expect(column["shape"] is [String])
        }
    }

    @Test func anUnknownSlotIsRefusedWithTheKnownOnes() throws {
        try workshop.run("policies", "--slot", "rnking").expectRefusal("rnking", "retrieval, ranking, request")
    }

    @Test func onePolicyCanBeAskedFor() throws {
        let text = try workshop.run("policies", "late-labels")
        text.expectSuccess()
        #expect(text.text.hasPrefix("ranking\n") && text.text.contains("window (a duration"))
        #expect(!text.text.contains("net-value"))
        let ran = try workshop.run("policies", "page-end", "--format", "json")
        let listed = try #require(try JSONSerialization.jsonObject(with: ran.output) as? [[String: Any]])
        #expect(listed.map { $0["name"] as? String } == ["page-end"])
    }

    @Test(arguments: [
        (["late-label"], "there is no policy named \"late-label\"; did you mean \"late-labels\"?"),
        (["page-end", "--slot", "ranking"], "there is no ranking policy named \"page-end\""),
        (["late-labels", "--columns"], "expected no policy"),
    ])
    func aPolicyThatCannotBeListedIsRefused(arguments: [String], sentence: String) throws {
        try workshop.run(["policies"] + arguments).expectRefusal(sentence)
    }

    @Test func theSchemaIsJSON() throws {
        let ran = try workshop.run("schema")
        ran.expectSuccess()
        let schema = try #require(try JSONSerialization.jsonObject(with: ran.output) as? [String: Any])
        let properties = try #require(schema["properties"] as? [String: Any])
        #expect(
            Set(["scenario", "market", "policies", "experiment", "seed", "replications"]).isSubset(of: properties.keys))
    }
}

@Suite(.tags(.program), .hangLimit) struct StoreCommandTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private func ids() throws -> [String] {
        let ran = try workshop.run("runs", "--out", "o", "--format", "json")
        ran.expectSuccess()
        let runs = try #require(try JSONSerialization.jsonObject(with: ran.output) as? [[String: Any]])
        return try runs.map { try #require($0["id"] as? String) }
    }

    @Test func aStoredRunIsShownAgainByIdByPrefixAndByScenario() throws {
        let first = try workshop.runTiny("--out", "o", "--quiet")
        let id = try #require(try ids().first)
        for name in [id, String(id.prefix(4)), "tiny"] {
            let shown = try workshop.run("report", name, "--out", "o")
            shown.expectSuccess()
            #expect(shown.output == first.output)
            let json = try workshop.run("report", name, "--out", "o", "--format", "json")
            #expect(try json.output == workshop.bytes("o/readout.json"))
        }
    }

    @Test func theNameOfAScenarioMeansItsNewestReadout() throws {
        try workshop.runTiny("--out", "o", "--seed", "1").expectSuccess()
        try workshop.runTiny("--out", "o", "--seed", "2").expectSuccess()
        #expect(try workshop.run("report", "tiny", "--out", "o", "--format", "json").text.contains("\"seed\" : 2"))
        let command = try Program.started(
            ["run", "tiny.yaml", "--out", "o"] + Workshop.manyWorlds + ["--seed", "3"], in: workshop.path)
        try workshop.waitForReplications(1, in: "o/runs.sqlite", of: command)
        command.send(SIGKILL)
        _ = try command.wait()
        #expect(try workshop.run("report", "tiny", "--out", "o", "--format", "json").text.contains("\"seed\" : 2"))
        let unfinished = try #require(try ids().first)
        try workshop.run("report", unfinished, "--out", "o").expectRefusal(unfinished, "no readout", "interrupted")
    }

    @Test func pagesCanBeWrittenAnew() throws {
        try workshop.runTiny("--out", "o").expectSuccess()
        try workshop.run("report", "tiny", "--out", "o", "--pages", "again/here").expectSuccess()
        for name in ["index.html", "readout.md", "readout.json"] {
            #expect(try workshop.bytes("again/here/\(name)") == workshop.bytes("o/\(name)"))
        }
        let before = try workshop.contents()
        try workshop.run("report", "tiny", "--out", "o", "--pages", "o/index.html/x").expectRefusal("o/index.html/x")
        #expect(try workshop.contents() == before)
    }

    @Test func anUnknownRunIsRefusedWithTheKnownOnes() throws {
        try workshop.runTiny("--out", "o").expectSuccess()
        let id = try #require(try ids().first)
        try workshop.run("report", "nothing", "--out", "o").expectRefusal("nothing", "\(id) (tiny)")
    }

    @Test func runsAreListedNewestFirst() throws {
        try workshop.runTiny("--out", "o", "--seed", "1").expectSuccess()
        try workshop.runTiny(
            "--out", "o", "--seed", "18446744073709551615", "--replications", "1", "--set", "market.users.count=150",
            "--set", "market.choice.cart_rate=40 %"
        ).expectSuccess()
        let ids = try ids()
        let lines = try workshop.run("runs", "--out", "o").text.split(separator: "\n")
        let moments = lines.filter { ids.contains(String($0.prefix(8))) }.map { String($0.dropFirst(10).prefix(19)) }
        #expect(moments.count == 2)
        #expect(moments.allSatisfy { $0.wholeMatch(of: /20\d\d-\d\d-\d\d \d\d:\d\d:\d\d/) != nil })
        #expect(moments[0] >= moments[1])
        #expect(
            lines == [
                "run       started              status    replications                  seed  scenario",
                "\(ids[0])  \(moments[0])  finished           1/1  18446744073709551615  tiny",
                "    --set market.users.count=150 --set 'market.choice.cart_rate=40 %'",
                "\(ids[1])  \(moments[1])  finished           2/2                     1  tiny",
            ])
        #expect(try workshop.run("runs", "--store", "o/runs.sqlite").text.split(separator: "\n") == lines)
    }

    @Test(arguments: [["runs"], ["report", "tiny"]])
    func aStoreThatIsNotThereIsRefusedAndNotMade(command: [String]) throws {
        try workshop.run(command).expectRefusal("there is no run store at reports/runs.sqlite")
        try workshop.run(command + ["--store", "x/y.sqlite"]).expectRefusal("x/y.sqlite")
        #expect(try workshop.contents().isEmpty)
    }
}
