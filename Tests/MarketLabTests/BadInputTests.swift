import Foundation
import MarketLab
import MarketLabTesting
import Testing

@Suite(.tags(.program), .hangLimit) struct BadInputTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    /// A scenario that is refused, and words of the one sentence that says why.
    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let words: [String]
    }

    static let scenarios = [
        Refused(
            testDescription: "unknown key", text: "market:\n  users: {cuont: 3}\n",
            words: ["s.yaml:2: market.users.cuont: unknown key; did you mean \"count\"?"]),
        Refused(
            testDescription: "wrong unit", text: "experiment:\n  length: 3 %\n",
            words: ["s.yaml:2: experiment.length: ", "\"3 %\""]),
        Refused(
            testDescription: "negative count", text: "market: {users: {count: -5}}\n",
            words: ["s.yaml:1: market.users.count: ", "-5"]),
        Refused(testDescription: "empty file", text: "", words: ["s.yaml", "is empty"]),
        Refused(testDescription: "comments only", text: "# nothing\n", words: ["s.yaml", "is empty"]),
        Refused(testDescription: "not YAML", text: "market: {users\n  x: ]\n", words: ["s.yaml:", "is not YAML"]),
        Refused(testDescription: "a list", text: "- a\n- b\n", words: ["s.yaml:1", "expected a mapping"]),
        Refused(testDescription: "binary", text: "\u{0}\u{1}\u{2}", words: ["s.yaml", "is not YAML"]),
        Refused(
            testDescription: "page size of 0", text: "market: {feed: {page_size: 0}}\n",
            words: ["s.yaml:1: market.feed.page_size: ", "0"]),
        Refused(
            testDescription: "unknown policy", text: "policies: {ranking: popularty}\n",
            words: ["s.yaml:1: policies.ranking: ", "did you mean \"popularity\"?"]),
        Refused(
            testDescription: "users file with a short row", text: "market: {users: {file: users.csv}}\n",
            words: ["users.csv:3: has 1 cell, the header has 2"]),
        Refused(
            testDescription: "users file that is not there", text: "market: {users: {file: none.csv}}\n",
            words: ["none.csv", "no such file or directory"]),
        Refused(
            testDescription: "campaigns file with a campaign that has two targets",
            text: "market: {ads: {file: campaigns.csv}}\n",
            words: ["campaigns.csv:2: has target_cpa and target_roas: give one of them or neither"]),
        Refused(
            testDescription: "a folder for a users file", text: "market: {users: {file: .}}\n",
            words: ["is a directory"]),
    ]

    @Test(arguments: scenarios)
    func aBadScenarioIsRefusedInOneSentence(scenario: Refused) throws {
        try workshop.write(scenario.text, to: "s.yaml")
        try workshop.write("user_id,sessions_per_week\na,3\nb\nc,4\n", to: "users.csv")
        try workshop.write("campaign_id,budget,target_cpa,target_roas\na,5,2,3\n", to: "campaigns.csv")
        let before = try workshop.contents()
        for command in [["run", "s.yaml", "--out", "o", "--log", "log"], ["run", "s.yaml"], ["validate", "s.yaml"]] {
            let ran = try workshop.run(command)
            ran.expectRefusal()
            for word in scenario.words { #expect(ran.errors.contains(word), "\(ran.errors)") }
        }
        #expect(try workshop.contents() == before)
    }

    @Test(arguments: [
        ("none.yaml", "none.yaml: cannot be read: no such file"), (".", "cannot be read: is a directory"),
    ])
    func aFileThatCannotBeReadIsRefused(file: String, words: String) throws {
        try workshop.run("run", file).expectRefusal(words)
        try workshop.run("validate", file).expectRefusal(words)
        #expect(try workshop.contents().isEmpty)
    }

    @Test(arguments: [
        (["--replications", "0"], "--replications 0"), (["--replications=-2"], "--replications -2"),
        (["--set", "nonsense"], "--set nonsense"), (["--set", "market.users.cuont=3"], "--set market.users.cuont=3"),
        (["--set", "market.users.count=many"], "--set market.users.count=many"), (["--set", "a=[b"], "--set a=[b"),
        (["--set", "market.users.count="], "market.users.count"),
    ])
    func aBadOptionIsRefusedAndNamed(arguments: [String], words: String) throws {
        let ran = try workshop.runTiny(arguments)
        ran.expectRefusal(words)
        #expect(try workshop.contents().count == 1)
    }

    @Test(arguments: ["f/x", "f", "/proc/marketlab", "/dev/null/x"])
    func anOutputFolderThatCannotBeMadeIsRefused(folder: String) throws {
        try workshop.write("a file", to: "f")
        let ran = try workshop.runTiny("--out", folder)
        ran.expectRefusal("the output folder \(folder) cannot be written: ")
        #expect(try workshop.contents().keys.sorted() == ["f", "tiny.yaml"])
    }

    @Test(arguments: ["f/x", "f", "/proc/marketlab"])
    func aLogFolderThatCannotBeMadeIsRefused(folder: String) throws {
        try workshop.write("a file", to: "f")
        let ran = try workshop.runTiny("--out", "new/o", "--log", folder)
        ran.expectRefusal("the event log \(folder) cannot be written: ")
        #expect(try workshop.contents().keys.sorted() == ["f", "tiny.yaml"])
    }

    @Test func aLogOfAnotherRunIsKept() throws {
        try workshop.runTiny("--out", "o", "--log", "log", "--replications", "1").expectSuccess()
        // The log that is in the way is that of a later world.
        let world = "\(workshop.path)/log/replication-"
        try FileManager.default.moveItem(atPath: world + "000", toPath: world + "002")
        let before = try workshop.contents()
        let ran = try workshop.runTiny("--out", "new", "--log", "log", "--replications", "3", "--seed", "9")
        ran.expectRefusal("log/replication-002/experiment", "is of another run")
        #expect(try workshop.contents() == before)
    }

    @Test(arguments: [
        ("f/runs.sqlite", "f is a file"), ("/proc/x.sqlite", "no file can be made there"), ("notes", "not an sqlite"),
        (".", "is a folder"),
    ])
    func aStoreThatCannotBeUsedIsRefused(store: String, reason: String) throws {
        try workshop.write("a file", to: "f")
        try workshop.write(String(repeating: "These are notes.\n", count: 500), to: "notes")
        let ran = try workshop.runTiny("--out", "o", "--store", store, "--log", "log")
        ran.expectRefusal("run store")
        #expect(ran.errors.lowercased().contains(reason), "\(ran.errors)")
        #expect(try workshop.contents().keys.sorted() == ["f", "notes", "tiny.yaml"])
    }

    @Test func aDatabaseOfAnotherProgramIsRefusedAndKept() throws {
        let made = try Program.other(
            "python3",
            ["-c", "import sqlite3; d = sqlite3.connect('other.sqlite'); d.execute('CREATE TABLE t (x)'); d.commit()"],
            in: workshop.path)
        try #require(made.status == 0)
        let before = try workshop.bytes("other.sqlite")
        try workshop.runTiny("--out", "o", "--store", "other.sqlite").expectRefusal("other.sqlite", "another program")
        #expect(try workshop.bytes("other.sqlite") == before)
        #expect(try workshop.contents().keys.sorted() == ["other.sqlite", "tiny.yaml"])
    }
}
