import Experiments
import Foundation
import MarketLabTesting
import Testing

/// Text of others, stores that were changed, folders that go away, systems that give little.
@Suite(.tags(.program, .long), .hangLimit) struct SurroundingsTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    // MARK: - Foreign text

    @Test func anArmsNameSteersNeitherTerminalNorPage() throws {
        let name = "x\\u001b[2J\\u202ey"
        let text = Workshop.tiny.replacing("treatment:", with: "\"\(name)\":")
            .replacing("A tiny market", with: "\"\(name)\"")
        try workshop.write(text)
        for format in ["table", "json"] {
            let ran = try workshop.run("run", "tiny.yaml", "--out", "o", "--quiet", "--format", format)
            ran.expectSuccess()
            #expect(unseen(in: ran.text + ran.errors).isEmpty)
        }
        for file in ["index.html", "readout.md", "readout.json"] {
            let text = try workshop.text("o/" + file)
            #expect(unseen(in: text).isEmpty, "\(file)")
            #expect(text.contains("\\u202E") || text.contains("\\u202e"), "\(file)")
        }
        #expect(try workshop.readout(in: "o").title == "x\u{1B}[2J\u{202E}y")
    }

    @Test(arguments: [
        ["analyze", "t\u{1B}.csv", "--variant", "\u{202E}", "--control", "\u{1B}[2J", "--metric", "mean:\u{7F}"],
        ["run", "\u{202E}.yaml"], ["\u{1B}[2J"], ["power", "\u{1B}[2J", "--metric", "gmv"],
        ["run", "a", "\u{202E}b"],
        ["policies", "--slot", "\u{1B}[2J"], ["export", "x", "--format", "\u{202E}", "--to", "y"],
        ["report", "\u{1B}"],
        ["power", "--rate", "\u{1B}[2J"], ["run", String(repeating: "x", count: 100_000), "y"],
    ])
    func whatIsTypedIsSaidBackEscapedAndBounded(arguments: [String]) throws {
        let ran = try workshop.run(arguments)
        #expect(ran.status == 2)
        #expect(unseen(in: ran.text + ran.errors).isEmpty, "\(ran.errors)")
        #expect(ran.errors.utf8.count < 10_000)
    }

    /// Control and format characters, which are to be escaped.
    private func unseen(in text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter {
            [.control, .format].contains($0.properties.generalCategory) && $0 != "\n" && $0 != "\u{200D}"
        }
    }

    // MARK: - Stores

    /// Changes a digit within the bytes that follow `mark` in the store.
    private func damage(_ store: String, after mark: String) throws {
        var bytes = try workshop.bytes(store)
        let start = try #require(bytes.range(of: Data(mark.utf8))).upperBound
        let digit = try #require(bytes[start...].firstIndex { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) })
        bytes[digit] = bytes[digit] == UInt8(ascii: "7") ? UInt8(ascii: "3") : UInt8(ascii: "7")
        try bytes.write(to: URL(filePath: "\(workshop.path)/\(store)"))
    }

    @Test func aWorldThatIsNotWhatWasSavedIsRunAgain() throws {
        try workshop.runTiny("--out", "o", "--quiet").expectSuccess()
        let before = try workshop.bytes("o/readout.json")
        try damage("o/runs.sqlite", after: "{\"arms\":[{\"comoments\":")
        let refused = try workshop.run("power", "tiny", "--out", "o", "--metric", "gmv")
        let again = try workshop.runTiny("--out", "o")
        again.expectSuccess()
        #expect(try workshop.bytes("o/readout.json") == before)
        let note = "note: 1 world in the run store is not what was saved, and runs again"
        #expect(again.said.contains(note), "\(again.errors)")
        #expect(again.said.contains("5 of 6 worlds were in the run store"))
        // The world may be one that power does not read.
        if refused.status != 0 { refused.expectRefusal("is not what was saved; run its scenario again") }
        #expect(try workshop.runTiny("--out", "o").said == ["6 of 6 worlds were in the run store"])
    }

    @Test func aReadoutThatIsNotWhatWasSavedIsRefused() throws {
        try workshop.runTiny("--out", "o", "--quiet").expectSuccess()
        try damage("o/runs.sqlite", after: "\"headline\"")
        try workshop.run("report", "tiny", "--out", "o").expectRefusal("is damaged: run ", "run the scenario again")
        #expect(try workshop.run("runs", "--out", "o").text.contains("damaged"))
    }

    @Test func aStoreThatIsCutOffIsToBeMovedAway() throws {
        try workshop.runTiny("--out", "o", "--quiet").expectSuccess()
        let bytes = try workshop.bytes("o/runs.sqlite")
        try bytes.prefix(3_000).write(to: URL(filePath: "\(workshop.path)/o/runs.sqlite"))
        for suffix in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: "\(workshop.path)/o/runs.sqlite\(suffix)")
        }
        try workshop.run("runs", "--out", "o").expectRefusal(
            "is damaged", "move the file away and run the scenarios again")
        try workshop.runTiny("--out", "o").expectRefusal("move the file away")
    }

    /// Of many sellers and few blocks only the blocks are few.
    @Test func onlyFewClustersAreNamedAsFew() throws {
        let atListings = Workshop.tiny.replacing(
            "policies: {ranking: price-aware}", with: "market: {choice: {utility_lift: 30 %}}")
        try workshop.write(atListings, to: "listings.yaml")
        let ran = try workshop.run(
            "run", "listings.yaml", "--out", "o", "--quiet", "--set", "experiment.switchback.block=12h", "--set",
            "experiment.designs=[seller_split, switchback]")
        #expect(ran.status == 0 || ran.status == 3, "\(ran.errors)")
        let words = try String(decoding: workshop.bytes("o/readout.md"), as: UTF8.self)
        let line = try #require(words.split(separator: "\n").first { $0.contains("Errors go by") })
        #expect(line.contains("6 blocks of time in the switchback") && !line.contains("sellers"), "\(line)")
    }

    @Test(.enabled(if: SmallDisk.canBeHad, "only the superuser can make small disks"))
    func aStoreOnAReadOnlyDiskIsRead() throws {
        let disk = try SmallDisk(kilobytes: 16_384, at: workshop.path + "/disk")
        try workshop.runTiny("--out", "disk/o", "--quiet").expectSuccess()
        let names = try disk.names()
        #expect(try Program.other("mount", ["-o", "remount,ro", disk.path]).status == 0)
        for arguments in [
            ["runs"], ["report", "tiny"], ["power", "tiny", "--metric", "gmv"],
            ["export", "tiny", "--format", "csv", "--to", "log", "--quiet"], ["report", "tiny", "--pages", "p"],
        ] {
            let ran = try workshop.run(arguments + ["--out", "disk/o"])
            ran.expectSuccess()
            #expect(!ran.text.isEmpty)
        }
        #expect(try disk.names() == names)
        try workshop.runTiny("--out", "disk/o").expectRefusal("read-only")
    }

    @Test(arguments: ["o", "o/runs.sqlite"])
    func whatIsRemovedDuringARunIsAnError(name: String) throws {
        try workshop.write(Workshop.tiny)
        let run = try Program.started(
            ["run", "tiny.yaml", "--out", "o", "--quiet", "--threads", "1"] + Workshop.manyWorlds, in: workshop.path)
        try workshop.waitForReplications(1, in: "o/runs.sqlite", of: run)
        try FileManager.default.removeItem(atPath: "\(workshop.path)/\(name)")
        let ran = try run.wait()
        ran.expectRefusal("o/runs.sqlite was removed while it was in use")
        #expect(!workshop.exists("o/readout.json"))
    }

    @Test func whatAKilledRunLeftGoesWithTheNext() throws {
        let leftovers = ["o/.index.html.\(UUID().uuidString).partial", "o/.marketlab.\(UUID().uuidString).partial"]
        let others = ["o/.partial", "o/notes.partial", "o/.marketlab"]
        try FileManager.default.createDirectory(atPath: workshop.path + "/o", withIntermediateDirectories: true)
        for name in leftovers + others { try workshop.write("x", to: name) }
        try workshop.runTiny("--out", "o", "--quiet").expectSuccess()
        #expect(leftovers.allSatisfy { !workshop.exists($0) })
        #expect(others.allSatisfy(workshop.exists))
    }

    // MARK: - Systems

    @Test(arguments: [
        ("ulimit -n 7", "only 7 files may be open at once (ulimit -n)"),
        ("ulimit -v 400000", "of address space may be had (ulimit -v)"),
    ])
    func tooLittleOfASystemIsSaid(limit: String, words: String) throws {
        try workshop.write(Workshop.tiny)
        let ran = try Program.shell("\(limit); \"$MARKETLAB\" run tiny.yaml --out o", in: workshop.path)
        ran.expectRefusal(words)
        #expect(ran.seconds < 60)
    }

    /// On a terminal of its own, of which python3 tells what was written to it.
    private func onTerminal(_ line: String, environment: String) throws -> String {
        let script = "import pty, sys; pty.spawn(['/bin/sh', '-c', sys.argv[1]])"
        try workshop.write(script, to: "terminal.py")
        return try Program.shell(
            "env -u NO_COLOR \(environment) python3 terminal.py \"'$MARKETLAB' \(line)\"", in: workshop.path
        ).text
    }

    @Test(arguments: [("TERM=xterm", true), ("TERM=xterm NO_COLOR=1", false), ("TERM=dumb", false)])
    func coloursAreForTerminalsThatWantThem(environment: String, isPainted: Bool) throws {
        try workshop.write(Workshop.tiny)
        let text = try onTerminal("run tiny.yaml --out o --quiet", environment: environment)
        #expect(text.contains("GMV"))
        #expect(text.contains("\u{1B}[") == isPainted)
    }

    @Test(.onlyLong) func noTableIsWiderThanTheTerminal() throws {
        try workshop.runTiny("--out", "o", "--quiet", "--set", "title=\(String(repeating: "word ", count: 30))")
            .expectSuccess()
        let lines = [
            "run tiny.yaml --out o --quiet", "runs --out o", "policies", "power tiny --out o --metric gmv",
            "gate tiny.yaml --experiments 20 --quiet", "study tiny.yaml --replications 2 --out s --quiet",
            "report tiny --out o",
        ]
        // In one folder, whose run stores have the worlds from the first width on.
        for width in [60, 80, 100, 160] {
            for line in lines {
                let ran = try Program.shell("COLUMNS=\(width) \"$MARKETLAB\" \(line)", in: workshop.path)
                #expect([0, 3].contains(ran.status), "\(ran.errors)")
                for line in ran.text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
            }
        }
    }

    @Test func runsAreListedUnderAHeader() throws {
        try workshop.runTiny("--out", "o", "--quiet").expectSuccess()
        let lines = try workshop.run("runs", "--out", "o").text.split(separator: "\n").map(String.init)
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("run       started              status    replications"))
        #expect(lines[0].hasSuffix("scenario"))
    }
}
