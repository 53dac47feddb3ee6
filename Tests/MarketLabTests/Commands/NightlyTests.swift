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
            #expect(ran.text.contains("\(name): "))
        }
        #expect(workshop.exists("out/runs.sqlite"))
    }

    @Test func aSecondNightTakesUpTheWorldsOfTheFirst() throws {
        try write("one")
        try workshop.run("nightly", "s", "--out", "out").expectSuccess()
        let before = try workshop.bytes("out/one/readout.json")
        let second = try workshop.run("nightly", "s", "--out", "out")
        #expect(second.said == ["6 of 6 worlds were in the run store"])
        #expect(try workshop.bytes("out/one/readout.json") == before)
    }

    @Test func aBrokenScenarioDoesNotKeepTheOthersFromRunning() throws {
        try write("one")
        try write("broken") { $0.replacing("count: 200", with: "cuont: 200") }
        try write("vast") {
            $0.replacing("length: 3d", with: "length: 36000d").replacing("day: 20", with: "day: 1e7")
        }
        try write("two")
        let ran = try workshop.run("nightly", "s", "--out", "out", "--quiet")
        #expect(ran.status == 2)
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
        #expect(ran.status == 2)
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

    @Test(arguments: [("empty", "holds no scenario"), ("none", "no such file or directory"), ("f", "not a directory")])
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
