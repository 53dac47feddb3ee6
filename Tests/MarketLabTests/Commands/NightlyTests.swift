import Foundation
import MarketLabTesting
import Testing

@Suite(.tags(.program), .hangLimit) struct NightlyTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try FileManager.default.createDirectory(atPath: workshop.path + "/s", withIntermediateDirectories: true)
    }

    private func write(_ name: String, file: String? = nil, _ changes: (String) -> String = { $0 }) throws {
        let text = Workshop.tiny.replacing("scenario: tiny", with: "scenario: \(name)")
        try workshop.write(changes(text), to: "s/\(file ?? name).yaml")
    }

    private func summary() throws -> [String: [String: Any]] {
        let object = try JSONSerialization.jsonObject(with: workshop.bytes("out/summary.json")) as? [String: Any]
        let runs = try #require(object?["runs"] as? [[String: Any]])
        return Dictionary(runs.map { ($0["scenario"] as? String ?? "", $0) }) { _, second in second }
    }

    @Test func everyScenarioHasItsPageAndALineInTheIndex() throws {
        try write("one")
        try write("two")
        try workshop.write("not a scenario", to: "s/README.md")
        let ran = try workshop.run("nightly", "s", "--out", "out", "--quiet")
        ran.expectSuccess()
        #expect(ran.errors.isEmpty)
        let index = try workshop.text("out/index.html")
        for name in ["one", "two"] {
            #expect(workshop.exists("out/\(name)/index.html") && index.contains("\(name)/index.html"))
            #expect(try summary()[name]?["headline"] is String)
            #expect(ran.text.contains("A tiny market"))
        }
        #expect(workshop.exists("out/runs.sqlite"))
    }

    /// Numbers are the same to the byte, and only the clock differs.
    @Test func aNightWithoutAChangeSaysTheSameAndHasNoAlarm() throws {
        try write("one")
        try write("two")
        func night() throws -> (text: Data, summary: NSDictionary) {
            try workshop.run("nightly", "s", "--out", "out", "--quiet").expectSuccess()
            var object = try #require(
                JSONSerialization.jsonObject(with: workshop.bytes("out/summary.json")) as? [String: Any])
            for key in ["clock", "night"] { object[key] = nil }
            object["runs"] = (object["runs"] as? [[String: Any]])?.map { run in
                run.filter { !["clock", "earlier", "run"].contains($0.key) }
            }
            return (try workshop.bytes("out/one/readout.json"), object as NSDictionary)
        }
        let (first, second) = (try night(), try night())
        #expect(first.text == second.text && first.summary == second.summary)
        let earlier = try #require(summary()["one"]?["earlier"] as? [String: Any])
        #expect(earlier["isSameMarket"] as? Bool == true && earlier["night"] as? Int == 1)
        #expect(try workshop.text("out/index.html").contains("Nothing changed in 2 scenarios"))
        #expect(workshop.exists("out/nights/1.html") && workshop.exists("out/nights/2.html"))
        #expect(try workshop.text("out/one/index.html").contains("../nights/1.html"))
    }

    /// What moved is named with the line that moved it, stays an alarm until it is accepted, and is none from then on.
    @Test func aChangedParameterIsFoundNamedAndAccepted() throws {
        let many: (String) -> String = { $0.replacing("replications: 2", with: "replications: 4") }
        try write("one", many)
        try write("two", many)
        try workshop.run("nightly", "s", "--out", "out", "--quiet").expectSuccess()
        try write("one") { many($0).replacing("day: 20", with: "day: 60") }
        let night = ["nightly", "s", "--out", "out", "--quiet"]
        for _ in 0..<2 {
            let moved = try workshop.run(night)
            #expect(moved.status == 4, "\(moved.text) \(moved.errors)")
            #expect(try summary()["one"]?["status"] as? String == "moved")
            #expect(try summary()["two"]?["status"] as? String == "fine")
        }
        let page = try workshop.text("out/index.html")
        #expect(page.contains("Something moved") && page.contains("arrivals_per_day: 60"))
        let accepted = try workshop.run(night + ["--accept", "one", "--because", "more <listings>"])
        accepted.expectSuccess()
        #expect(try workshop.text("s/accepted.json").contains("more <listings>"))
        let after = try workshop.run(night)
        after.expectSuccess()
        // The first night after it says what it is compared with, and the next one has nothing to say.
        #expect(try workshop.text("out/index.html").contains("Compared with a change that was accepted on"))
        try workshop.run(night).expectSuccess()
        #expect(try !workshop.text("out/index.html").contains("accepted on"))
        #expect(try workshop.run(night + ["--accept", "one"]).status == 2)
        #expect(try workshop.run(night + ["--accept", "none"]).status == 2)
    }

    @Test func ofTwoNightsAtOnceTheSecondRefuses() throws {
        try write("one") { $0.replacing("replications: 2", with: "replications: \(Workshop.manyReplications)") }
        let first = try Program.started(["nightly", "s", "--out", "out", "--quiet"], in: workshop.path)
        try workshop.waitForReplications(1, in: "out/runs.sqlite", of: first)
        try workshop.run("nightly", "s", "--out", "out", "--quiet").expectRefusal("another night", "out")
        first.send(SIGKILL)
        _ = try first.wait()
        // A killed night holds nothing, and what it had done is taken up.
        let next = try workshop.run("nightly", "s", "--out", "out")
        next.expectSuccess()
        #expect(next.said.first?.contains("worlds were in the run store") == true)
        #expect(try workshop.text("out/summary.json").contains("\"night\" : 1"))
    }

    /// A history that cannot be read is a failure of its own, and the scenarios are run all the same.
    @Test func aCorruptedHistoryDoesNotKeepTheScenariosFromRunning() throws {
        try write("one")
        try workshop.run("nightly", "s", "--out", "out", "--quiet").expectSuccess()
        try workshop.write("this is no database, and it is long enough to be looked at", to: "out/runs.sqlite")
        let ran = try workshop.run("nightly", "s", "--out", "out", "--quiet")
        #expect(ran.status == 5)
        #expect(try workshop.text("out/index.html").contains("The history could not be read"))
        #expect(try summary()["one"]?["headline"] is String)
        #expect(try workshop.text("out/runs.sqlite").hasPrefix("this is no database"))
    }

    /// Two of everything, and then more where there is time; what is not reached is no failure, and said.
    @Test(arguments: [("1h", 4, 4), ("1ms", 2, 0)])
    func aBudgetBoundsHowManyReplicationsAreDone(budget: String, first: Int, second: Int) throws {
        for name in ["one", "two"] { try write(name) { $0.replacing("replications: 2", with: "replications: 4") } }
        try workshop.run("nightly", "s", "--out", "out", "--budget", budget, "--quiet").expectSuccess()
        let runs = try summary()
        #expect(runs["one"]?["replications"] as? Int == first && runs["one"]?["replicationsPlanned"] as? Int == 4)
        #expect(runs["two"]?["replications"] as? Int ?? 0 == second)
        #expect((runs["two"]?["status"] as? String == "not_reached") == (second == 0))
    }

    @Test func nightsWithOtherNumbersOfReplicationsAreComparedOverThoseThatBothHave() throws {
        try write("one") { $0.replacing("replications: 2", with: "replications: 4") }
        try workshop.run("nightly", "s", "--out", "out", "--quiet").expectSuccess()
        try workshop.run("nightly", "s", "--out", "out", "--replications", "3", "--quiet").expectSuccess()
        let earlier = try #require(summary()["one"]?["earlier"] as? [String: Any])
        #expect(earlier["replications"] as? Int == 3 && earlier["isSameMarket"] as? Bool == true)
    }

    @Test func onlySoManyNightsAreKept() throws {
        try write("one")
        for _ in 0..<4 { try workshop.run("nightly", "s", "--out", "out", "--keep", "2", "--quiet").expectSuccess() }
        let runs = try workshop.run("runs", "--out", "out")
        #expect(!runs.text.contains("night-1-one") && runs.text.contains("night-4-one"))
        #expect(try workshop.text("out/one/index.html").contains("../nights/3.html"))
    }

    @Test func aCommandIsToldHowTheNightCameOut() throws {
        try write("broken") { $0.replacing("count: 200", with: "cuont: 200") }
        let ran = try workshop.run(
            "nightly", "s", "--out", "out", "--quiet", "--on-finish",
            "echo $MARKETLAB_STATUS $MARKETLAB_EXIT $MARKETLAB_SITE > told")
        #expect(ran.status == 5)
        #expect(try workshop.text("told") == "broken 5 out\n")
        #expect(try workshop.text("out/junit.xml").contains("errors=\"1\""))
    }

    @Test(arguments: [
        (["--budget", "soon"], "--budget is soon"), (["--keep", "0"], "--keep is 0"),
        (["--baseline", "2026-13-40"], "--baseline is 2026-13-40"), (["--because", "x"], "--because"),
        (["--accept", "one"], "there is no run store"),
    ])
    func aWrongOptionIsRefused(options: [String], sentence: String) throws {
        try write("one")
        try workshop.run(["nightly", "s", "--out", "out", "--quiet"] + options).expectRefusal(sentence)
    }

    @Test func aBrokenScenarioDoesNotKeepTheOthersFromRunning() throws {
        try write("one")
        try write("broken") { $0.replacing("count: 200", with: "cuont: 200") }
        try write("vast") {
            $0.replacing("length: 3d", with: "length: 36000d").replacing("day: 20", with: "day: 1e7")
        }
        try write("two")
        let ran = try workshop.run("nightly", "s", "--out", "out", "--quiet")
        #expect(ran.status == 5)
        #expect(ran.said.count == 2)
        #expect(ran.said.first?.hasPrefix("error: s/broken.yaml:5: market.users.cuont: unknown key") == true)
        #expect(ran.said.last?.contains("s/vast.yaml") == true && ran.errors.contains("of memory"), "\(ran.errors)")
        #expect(workshop.exists("out/one/index.html") && workshop.exists("out/two/index.html"))
        #expect(!workshop.exists("out/broken") && !workshop.exists("out/vast"))
        #expect((try summary()["broken"]?["problem"] as? String)?.contains("unknown key") == true)
        #expect(try workshop.text("out/index.html").contains("unknown key"))
    }

    @Test func twoScenariosOfOneNameAreNotMixedUp() throws {
        try write("same", file: "a")
        try write("same", file: "b")
        let ran = try workshop.run("nightly", "s", "--out", "out", "--quiet")
        #expect(ran.status == 5)
        #expect(ran.said.count == 1)
        #expect(ran.errors.contains("s/b.yaml") && ran.errors.contains("same"))
        #expect(workshop.exists("out/same/index.html") && workshop.exists("out/index.html"))
    }

    @Test func aFailedHealthCheckExitsThree() throws {
        try write("fine")
        let seed = try Unlucky.seed(in: workshop)
        try write("unlucky") { $0.replacing("replications: 2", with: "replications: 1\nseed: \(seed)") }
        let ran = try workshop.run("nightly", "s", "--out", "out", "--quiet")
        #expect(ran.status == 3)
        #expect(try summary()["unlucky"]?["health"] as? String == "fail")
        #expect(try summary()["fine"]?["health"] as? String != "fail")
    }

    @Test(arguments: [("empty", "holds no scenario"), ("none", "no such file or directory")])
    func aFolderWithoutScenariosIsRefused(folder: String, reason: String) throws {
        try FileManager.default.createDirectory(atPath: workshop.path + "/empty", withIntermediateDirectories: true)
        try workshop.write("x", to: "f")
        let before = try workshop.contents()
        try workshop.run("nightly", folder, "--out", "out").expectRefusal(folder, reason)
        #expect(try workshop.contents() == before)
    }

    @Test func anOutputFolderThatCannotBeWrittenIsRefusedOnceAndFirst() throws {
        try write("one")
        try write("two")
        try workshop.write("x", to: "f")
        try workshop.run("nightly", "s", "--out", "f/out").expectRefusal("f/out", "f is a file")
    }

    @Test func aNightThatWasStoppedGoesOn() throws {
        try write("one")
        try write("two") { $0.replacing("replications: 2", with: "replications: \(Workshop.manyReplications)") }
        let command = try Program.started(["nightly", "s", "--out", "out", "--quiet"], in: workshop.path)
        while command.isRunning, !workshop.exists("out/two") { usleep(5_000) }
        try workshop.waitForReplications(1, in: "out/runs.sqlite", of: command)
        command.send(SIGINT)
        let stopped = try command.wait()
        #expect(stopped.status == 130)
        #expect(stopped.said.last?.contains("stopped in two: ") == true)
        #expect(!workshop.exists("out/index.html"))
        let resumed = try workshop.run("nightly", "s", "--out", "out")
        resumed.expectSuccess()
        #expect(resumed.said.first == "6 of 6 worlds were in the run store")
    }
}
