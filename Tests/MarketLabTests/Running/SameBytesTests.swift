import Foundation
import MarketLab
import MarketLabTesting
import Testing

@Suite(.tags(.program, .long), .hangLimit) struct SameBytesTests {
    let workshop: Workshop
    let arguments: [String]

    init() throws {
        workshop = try Workshop()
        arguments = ["run", try workshop.write(Workshop.tiny)] + Workshop.manyWorlds
    }

    /// The run of the newest record as `marketlab runs` shows it.
    private func listed(_ folder: String) throws -> (status: String, done: Int) {
        let ran = try workshop.run("runs", "--out", folder, "--format", "json")
        ran.expectSuccess()
        let runs = try #require(try JSONSerialization.jsonObject(with: ran.output) as? [[String: Any]])
        return (try #require(runs.first?["status"] as? String), try #require(runs.first?["replicationsDone"] as? Int))
    }

    @Test func threadsAndFoldersDoNotChangeAByte() throws {
        try workshop.runTiny("--out", "a", "--threads", "1").expectSuccess()
        for threads in ["1", "2", "8"] {
            try workshop.runTiny("--out", "b/\(threads)", "--threads", threads).expectSuccess()
            for name in ["readout.json", "readout.md", "index.html"] {
                #expect(try workshop.bytes("a/\(name)") == workshop.bytes("b/\(threads)/\(name)"), "\(threads)")
            }
        }
    }

    @Test(.onlyLong) func aRunThatWasKilledGoesOnToTheSameBytes() throws {
        let command = try Program.started(arguments + ["--out", "killed", "--threads", "2"], in: workshop.path)
        try workshop.waitForReplications(2, in: "killed/runs.sqlite", of: command)
        #expect(try listed("killed").status == "running")
        command.send(SIGKILL)
        #expect(try command.wait().endedBySignal)
        let killed = try listed("killed")
        #expect(killed.status == "interrupted" && (2..<24).contains(killed.done))
        #expect(!workshop.exists("killed/readout.json"))

        let resumed = try workshop.run(arguments + ["--out", "killed", "--threads", "2"])
        resumed.expectSuccess()
        let taken = try #require(resumed.said.first?.split(separator: " ").first.flatMap { Int($0) })
        #expect(resumed.said.first == "\(taken) of 72 worlds were in the run store")
        #expect((6..<72).contains(taken))
        #expect(try workshop.bytes("killed/readout.json") == Workshop.undisturbed.get())
        #expect(try listed("killed") == ("finished", 24))
    }

    @Test(arguments: TestOptions.isLong ? [SIGINT, SIGTERM] : [SIGINT])
    func aRunThatWasStoppedSaysWhatIsKeptAndGoesOnToTheSameBytes(signal: Int32) throws {
        let command = try Program.started(arguments + ["--out", "stopped", "--threads", "2"], in: workshop.path)
        try workshop.waitForReplications(1, in: "stopped/runs.sqlite", of: command)
        command.send(signal)
        let stopped = try command.wait()
        #expect(stopped.status == 130 && !stopped.endedBySignal)
        #expect(stopped.output.isEmpty)
        let last = try #require(stopped.said.last)
        let form = /stopped: (\d+) of 72 worlds finished and kept in stopped\/runs.sqlite, (\d+) missing; (.*)/
        let message = try #require(try form.wholeMatch(in: last), "\(last)")
        let kept = try #require(Int(message.1))
        #expect(Int(message.2) == 72 - kept)
        #expect(message.3 == "run the same command again to go on")
        #expect(try listed("stopped").status == "interrupted")
        #expect(!workshop.exists("stopped/readout.json"))
        // What is complete by then can be read, and says that it is not all.
        let shown = try workshop.run("report", "tiny", "--out", "stopped")
        shown.expectSuccess()
        #expect(shown.text.contains(/· \d+ of 24 replications ·/) && shown.text.contains("! Completeness "))
        #expect(!shown.text.contains("index.html"))

        let resumed = try workshop.run(arguments + ["--out", "stopped"])
        #expect(resumed.said.first == "\(kept) of 72 worlds were in the run store")
        #expect(try workshop.bytes("stopped/readout.json") == Workshop.undisturbed.get())
    }

    @Test func aStoppedRunLeavesNoHalfWrittenLog() throws {
        let command = try Program.started(arguments + ["--out", "o", "--log", "log"], in: workshop.path)
        try workshop.waitForReplications(1, in: "o/runs.sqlite", of: command)
        command.send(SIGINT)
        let stopped = try command.wait()
        #expect(stopped.status == 130)
        #expect(stopped.errors.contains("without --log to go on"))
        let worlds = try workshop.contents().keys.filter { $0.hasPrefix("log/") && $0.split(separator: "/").count == 3 }
        #expect(!worlds.isEmpty)
        for world in worlds { #expect(workshop.exists(world + "/world.csv"), "\(world) is half written") }
    }

    /// Neither a world that is still being set up nor busy cores may hold it up.
    @Test(arguments: [
        ["market.users.count=200000", "market.users.sessions_per_week=50"], ["market.listings.initial=3000000"],
    ])
    func ctrlCIsObeyedWhateverTheWorldsAreAt(sets: [String]) throws {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let command = try Program.started(
            ["run", "tiny.yaml", "--out", "o", "--threads", "\(cores)"] + sets.flatMap { ["--set", $0] },
            in: workshop.path)
        while command.isRunning, !workshop.exists("o/runs.sqlite") { usleep(5_000) }
        usleep(500_000)
        command.send(SIGINT)
        let stopped = try command.wait()
        #expect(stopped.status == 130 && !stopped.endedBySignal)
        #expect(stopped.said.last?.contains("stopped: 0 of 6 worlds finished and kept") == true, "\(stopped.errors)")
    }

    /// No world has ended by then, and nothing is said of them.
    @Test func aSecondCtrlCEndsTheProgramAtOnce() throws {
        let command = try Program.started(
            ["run", "tiny.yaml", "--out", "o", "--set", "market.listings.initial=3000000"], in: workshop.path)
        while command.isRunning, !workshop.exists("o/runs.sqlite") { usleep(5_000) }
        usleep(500_000)
        command.send(SIGINT)
        usleep(400_000)
        command.send(SIGINT)
        let stopped = try command.wait()
        #expect(stopped.status == 130)
        #expect(stopped.said.last?.contains("stopped: ") != true, "\(stopped.errors)")
    }
}
