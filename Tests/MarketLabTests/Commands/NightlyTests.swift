import Foundation
import MarketLabTesting
import Testing

@Suite(.tags(.program, .long), .hangLimit) struct NightlyTests {
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
    @Test(.onlyLong) func aChangedParameterIsFoundNamedAndAccepted() throws {
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

    @Test(.onlyLong) func ofTwoNightsAtOnceTheSecondRefuses() throws {
        try write("one") { $0.replacing("replications: 2", with: "replications: \(Workshop.manyReplications)") }
        let first = try Program.started(["nightly", "s", "--out", "out", "--quiet"], in: workshop.path)
        try workshop.waitForReplications(1, in: "out/runs.sqlite", of: first)
        try workshop.run("nightly", "s", "--out", "out", "--quiet").expectRefusal("another night", "writing into out")
        try workshop.run("nightly", "s", "--out", "other", "--store", "out/runs.sqlite", "--quiet")
            .expectRefusal("another night", "kept in out/runs.sqlite")
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

    /// A few pages in the midst of the file are enough, and each of the nights says so.
    @Test func aHistoryThatIsDamagedWithinIsPutAside() throws {
        try write("one")
        try workshop.run("nightly", "s", "--out", "out", "--quiet").expectSuccess()
        var bytes = try workshop.bytes("out/runs.sqlite")
        for place in stride(from: 4_096 + 997, to: bytes.count - 50, by: 997) {
            bytes.replaceSubrange(place..<place + 50, with: Data(repeating: 0xA5, count: 50))
        }
        try workshop.write(bytes, to: "out/runs.sqlite")
        let ran = try workshop.run("nightly", "s", "--out", "out", "--quiet")
        #expect(ran.status == 5, "\(ran.errors)")
        #expect(try workshop.text("out/index.html").contains("The history could not be read"))
        #expect(try summary()["one"]?["headline"] is String)
    }

    /// Neither a night that has too few replications to tell nor one whose comparison is not whole becomes what later nights are compared with.
    @Test(.onlyLong) func fewerReplicationsNeitherClearAnAlarmNorHideOne() throws {
        let many: (String) -> String = { $0.replacing("replications: 2", with: "replications: 6") }
        let changed: (String) -> String = { many($0).replacing("day: 20", with: "day: 60") }
        func night(_ options: String...) throws -> Int32 {
            try workshop.run(["nightly", "s", "--out", "out", "--quiet"] + options).status
        }
        try write("one", many)
        #expect(try night() == 0)
        // One replication shows no spread, and tells what moved only by its work.
        try write("one") { many($0).replacing("cart_rate: 50", with: "cart_rate: 90") }
        #expect(try night("--replications", "1") == 0)
        #expect(try night() == 4)
        #expect(try night("--replications", "1") == 4)
        #expect(try night() == 4)
        try write("one", many)
        #expect(try night("--replications", "1") == 0)
        #expect(try night() == 0)
        try write("one", changed)
        #expect(try night() == 4)
    }

    /// What cannot change a world excuses no world that ran otherwise.
    @Test(.onlyLong) func aNewTitleExcusesNothing() throws {
        try workshop.write(
            """
            import random
            from marketlab import ranking

            @ranking
            def moody(price):
                "Ranks as it likes, which no seed can repeat."
                return [random.random() for _ in price]
            """, to: "s/moody.py")
        try write("one") { $0.replacing("price-aware", with: "./moody.py") }
        #expect(try workshop.run("nightly", "s", "--out", "out", "--quiet").status == 0)
        try write("one") {
            $0.replacing("price-aware", with: "./moody.py").replacing("A tiny market", with: "Another title")
        }
        let ran = try workshop.run("nightly", "s", "--out", "out", "--quiet")
        #expect(ran.status == 4, "\(ran.text)")
        #expect(try workshop.text("out/index.html").contains("2 of 2 replications ran differently"))
    }

    /// A night says which scenarios it has not any more, and what another name is.
    @Test func aScenarioThatIsGoneIsNamed() throws {
        try write("one")
        try write("two") { $0.replacing("replications: 2", with: "replications: 2\nseed: 5") }
        try workshop.run("nightly", "s", "--out", "out", "--quiet").expectSuccess()
        try FileManager.default.removeItem(atPath: workshop.file("s/two.yaml"))
        try FileManager.default.removeItem(atPath: workshop.file("s/one.yaml"))
        try write("renamed")
        try workshop.run("nightly", "s", "--out", "out", "--quiet").expectSuccess()
        let page = try workshop.text("out/index.html")
        #expect(page.contains("two was in the night before: OK"))
        #expect(page.contains("one was in the night before: OK; renamed is the same market, byte for byte"))
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

    @Test(.onlyLong) func nightsWithOtherNumbersOfReplicationsAreComparedOverThoseThatBothHave() throws {
        try write("one") { $0.replacing("replications: 2", with: "replications: 4") }
        try workshop.run("nightly", "s", "--out", "out", "--quiet").expectSuccess()
        try workshop.run("nightly", "s", "--out", "out", "--replications", "3", "--quiet").expectSuccess()
        let earlier = try #require(summary()["one"]?["earlier"] as? [String: Any])
        #expect(earlier["replications"] as? Int == 3 && earlier["isSameMarket"] as? Bool == true)
    }

    @Test(.onlyLong) func onlySoManyNightsAreKept() throws {
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

    /// Also of a night that left no site, and of one whose output nobody reads.
    @Test func aCommandIsToldOfANightThatCouldNotWrite() throws {
        try write("one")
        try workshop.write("x", to: "f")
        let told = ["--on-finish", "echo $MARKETLAB_STATUS $MARKETLAB_EXIT > told"]
        try workshop.run(["nightly", "s", "--out", "f/out", "--quiet"] + told).expectRefusal("f is a file")
        #expect(try workshop.text("told") == "broken 2\n")
        let ran = try Program.Started(
            "/bin/bash",
            [
                "-c",
                "\"$MARKETLAB\" nightly s --out out --quiet --on-finish 'echo $MARKETLAB_STATUS > told' > /dev/full",
            ],
            in: workshop.path
        ).wait()
        #expect(ran.status == 0 && ran.errors.contains("the site is in out"), "\(ran.errors)")
        #expect(try workshop.text("told") == "fine\n")
    }

    @Test(arguments: [
        (["--budget", "soon"], "--budget is soon"), (["--keep", "0"], "--keep is 0"),
        (["--baseline", "2026-13-40"], "--baseline is 2026-13-40"), (["--because", "x"], "--because"),
        (["--accept", "one"], "there is no run store"), (["--replications", "0"], "--replications is 0"),
        (["--baseline", "2020-01-01"], "the run store has none so old"),
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

    @Test(.onlyLong) func aNightThatWasStoppedGoesOn() throws {
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
