import Foundation
import MarketLabTesting
import Testing

/// `marketlab work` and `marketlab merge`: what shards leave is what one run makes.
@Suite(.tags(.program, .long), .hangLimit) struct ShardTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.write(Workshop.tiny)
    }

    /// Runs a shard of the tiny scenario.
    @discardableResult private func work(
        _ shard: String, into folder: String = "shards", _ arguments: [String] = []
    ) throws -> Program.Ran {
        try workshop.run(["work", "tiny.yaml", "--shard", shard, "--out", folder] + arguments)
    }

    private func workAll(_ count: Int, into folder: String = "shards", _ arguments: [String] = []) throws {
        for number in 1...count {
            try work("\(number)/\(count)", into: folder, arguments + ["--quiet"]).expectSuccess()
        }
    }

    private func expectSamePages(
        _ folder: String, _ other: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for name in ["readout.json", "readout.md", "index.html"] {
            #expect(
                try workshop.bytes("\(folder)/\(name)") == workshop.bytes("\(other)/\(name)"), "\(name)",
                sourceLocation: sourceLocation)
        }
    }

    // MARK: - The same bytes

    @Test(arguments: TestOptions.isLong ? [1, 4, 9] : [4])
    func mergedShardsAreASingleRun(count: Int) throws {
        let arguments = ["--seed", "7", "--set", "title=It's in shards"]
        try workshop.runTiny(["--out", "single"] + arguments).expectSuccess()
        try workAll(count, arguments)
        let merged = try workshop.run("merge", "shards", "--out", "merged")
        merged.expectSuccess()
        #expect(merged.said == ["6 worlds of \(count == 1 ? "1 shard" : "\(count) shards")"])
        try expectSamePages("single", "merged")
        #expect(try workshop.run("runs", "--out", "merged").text.contains(/finished +2\/2/))
        #expect(try workshop.run("report", "tiny", "--out", "merged").text.contains("page merged/index.html"))
        try workshop.run("export", "tiny", "--out", "merged", "--format", "csv", "--to", "log", "--quiet")
            .expectSuccess()
        // The run has the worlds of the shards, too.
        let again = try workshop.runTiny(["--out", "merged"] + arguments)
        #expect(again.said == ["6 of 6 worlds were in the run store"])
    }

    @Test func worldsGoRoundTheShards() throws {
        #expect(try work("2/4").said == ["shard 2/4: 2 worlds of 6 in shards"])
        let files = try FileManager.default.contentsOfDirectory(atPath: workshop.file("shards"))
        #expect(files.sorted() == ["000-all-treated.world", "001-all-control.world", "plan.json"])
        #expect(try work("9/9", into: "many").said == ["shard 9/9: no worlds of 6 in many"])
    }

    @Test(.onlyLong) func aShardThatWasKilledGoesOnToTheSameBytes() throws {
        let arguments = Workshop.manyWorlds + ["--threads", "1"]
        let killed = try Program.started(
            ["work", "tiny.yaml", "--shard", "1/2", "--out", "shards", "--quiet"] + arguments, in: workshop.path)
        try wait(forWorlds: 3, of: killed)
        killed.send(SIGKILL)
        #expect(try killed.wait().endedBySignal)
        let again = try work("1/2", arguments)
        again.expectSuccess()
        #expect(again.said.first?.hasSuffix(" of 36 worlds were in shards") == true, "\(again.errors)")
        try work("2/2", arguments).expectSuccess()
        try workshop.run("merge", "shards", "--out", "merged").expectSuccess()
        #expect(try workshop.bytes("merged/readout.json") == Workshop.undisturbed.get())
        #expect(try FileManager.default.contentsOfDirectory(atPath: workshop.file("shards")).count == 73)
    }

    @Test(.onlyLong) func twoCopiesOfAShardAtOnceDoNoHarm() throws {
        let copies = try (0..<3).map { _ in
            try Program.started(
                ["work", "tiny.yaml", "--shard", "1/1", "--out", "shards", "--threads", "1"] + Workshop.manyWorlds,
                in: workshop.path)
        }
        for copy in copies { try copy.wait().expectSuccess() }
        try workshop.run("merge", "shards", "--out", "merged").expectSuccess()
        #expect(try workshop.bytes("merged/readout.json") == Workshop.undisturbed.get())
    }

    @Test(.onlyLong) func ctrlCKeepsWhatIsFinished() throws {
        let command = try Program.started(
            ["work", "tiny.yaml", "--shard", "1/1", "--out", "shards", "--threads", "1"] + Workshop.manyWorlds,
            in: workshop.path)
        try wait(forWorlds: 2, of: command)
        command.send(SIGINT)
        let stopped = try command.wait()
        #expect(stopped.status == 130 && !stopped.endedBySignal)
        let form =
            /stopped: (\d+) of 72 worlds of shard 1\/1 finished and kept in shards, (\d+) missing; run the same .*/
        let message = try #require(try form.wholeMatch(in: stopped.said.last ?? ""), "\(stopped.errors)")
        #expect(Int(message.1).map { 72 - $0 } == Int(message.2))
        let again = try work("1/1", Workshop.manyWorlds)
        #expect(again.said.first == "\(message.1) of 72 worlds were in shards")
    }

    private func wait(forWorlds count: Int, of command: Program.Started) throws {
        while command.isRunning {
            usleep(5_000)
            let files = (try? FileManager.default.contentsOfDirectory(atPath: workshop.file("shards"))) ?? []
            if files.count(where: { $0.hasSuffix(".world") && !$0.hasPrefix(".") }) >= count { return }
        }
        Issue.record("the shard ended before it could be stopped: \(try command.wait().errors)")
    }

    @Test(.onlyLong) func aShardThatIsGivenTwiceIsCountedOnce() throws {
        try workAll(2, into: "a")
        try work("2/2", into: "b").expectSuccess()
        try workshop.run("merge", "a", "b", "a", "--out", "merged").expectSuccess()
        try workshop.runTiny("--out", "single").expectSuccess()
        try expectSamePages("single", "merged")
    }

    @Test(.onlyLong) func aStudyIsMergedToo() throws {
        let arguments = [
            "--set", "experiment.designs=[user_split, switchback]", "--set", "experiment.switchback.block=12h",
        ]
        try workshop.run(["study", "tiny.yaml", "--out", "single", "--quiet"] + arguments).expectSuccess()
        try workAll(3, arguments + ["--study"])
        try workshop.run("merge", "shards", "--out", "merged").expectSuccess()
        try expectSamePages("single", "merged")
        try work("1/1", into: "one", ["--study", "--replications", "1"]).expectRefusal("a study needs at least 2")
    }

    @Test func theScenarioMayLieElsewhere() throws {
        try workAll(2)
        try FileManager.default.createDirectory(atPath: workshop.file("there"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: workshop.file("tiny.yaml"), toPath: workshop.file("there/tiny.yaml"))
        try workshop.run("run", "there/tiny.yaml", "--out", "single").expectSuccess()
        try workshop.run("merge", "shards", "--scenario", "there/tiny.yaml", "--out", "merged").expectSuccess()
        try expectSamePages("single", "merged")
        try workshop.write(Workshop.tiny + "seed: 7\n", to: "there/tiny.yaml")
        try workshop.run("merge", "shards", "--scenario", "there/tiny.yaml", "--out", "other").expectRefusal(
            "shards and ", "/there/tiny.yaml are not of one run: the scenario's text is ")
        #expect(!workshop.exists("other"))
    }

    // MARK: - What is refused

    @Test func missingWorldsAreNamedWithTheirShards() throws {
        try work("1/3").expectSuccess()
        try workshop.run("merge", "shards", "--out", "o").expectRefusal(
            "4 of 6 worlds are missing: all-treated of replication 0 (shard 2/3), all-control of replication 0 (shard 3/3), ",
            "; run work again with --shard 2/3, 3/3")
        let missing = try workshop.run("merge", "shards", "--missing")
        missing.expectSuccess()
        #expect(missing.text == "2,3\n")
        #expect(!workshop.exists("o"))
        for shard in ["2/3", "3/3"] { try work(shard).expectSuccess() }
        #expect(try workshop.run("merge", "shards", "--missing").text.isEmpty)
    }

    @Test(
        .onlyLong,
        arguments: [
            (
                ["--seed", "7"], "2/2",
                "the command is marketlab run tiny.yaml in a and marketlab run tiny.yaml --seed 7 in b"
            ),
            ([], "2/3", "the number of shards is 2 in a and 3 in b"),
            (["--study"], "2/2", "the command is marketlab run tiny.yaml in a and marketlab study tiny.yaml in b"),
        ])
    func aShardOfAnotherPlanIsRefused(arguments: [String], shard: String, words: String) throws {
        try work("1/2", into: "a").expectSuccess()
        try work(shard, into: "b", arguments).expectSuccess()
        try workshop.run("merge", "b", "a").expectRefusal("a and b are not of one run: \(words)")
        let before = try workshop.contents()
        try work(shard, into: "a", arguments).expectRefusal(
            "this shard and a are not of one run: ", "; name another folder with --out")
        #expect(try workshop.contents() == before)
    }

    @Test func aShardOfAnotherBuildIsRefused() throws {
        try work("1/2", into: "a").expectSuccess()
        try work("2/2", into: "b").expectSuccess()
        let plan = try workshop.text("b/plan.json")
        let build = try #require(plan.firstMatch(of: /"build" : "([^"]*)"/)).1
        try workshop.write(plan.replacing(build, with: "0.0.9-ab12"), to: "b/plan.json")
        try workshop.run("merge", "a", "b").expectRefusal("the build is 0.0.9-ab12 in b and \(build) in a")
        try workshop.write(plan.replacing("\"version\" : \"0.1", with: "\"version\" : \"0.0"), to: "b/plan.json")
        try workshop.run("merge", "a", "b").expectRefusal("the version is 0.0.0 in b and 0.1.0 in a")
        try work("2/2", into: "a").expectSuccess()
        try workshop.write(plan.replacing(build, with: "0.0.9-ab12"), to: "a/plan.json")
        try workshop.run("merge", "a").expectRefusal(
            "a is of the build 0.0.9-ab12 of MarketLab 0.1.0, and this program is of the build \(build) ",
            "merge with the program that did the work")
        try work("2/2", into: "a").expectRefusal("the build is \(build) in this shard and 0.0.9-ab12 in a")
    }

    @Test(.onlyLong) func aShardOfOtherPluginBytesIsRefused() throws {
        let policy = "from marketlab import ranking\n\n\n@ranking(name=\"fresh\")\ndef fresh(age):\n    return -age\n"
        try workshop.write(policy, to: "fresh.py")
        try workshop.write(Workshop.tiny.replacing("price-aware", with: "./fresh.py"))
        try work("1/2", into: "a").expectSuccess()
        try workshop.write(policy + "# Changed.\n", to: "fresh.py")
        try work("2/2", into: "b").expectSuccess()
        try workshop.run("merge", "a", "b").expectRefusal(
            "the ranking policy ./fresh.py is fresh 0, fresh.py ", " in b and fresh 0, fresh.py ", " in a")
        try work("2/2", into: "a").expectRefusal("the ranking policy ./fresh.py is ")
        try work("1/2", into: "b").expectSuccess()
        // What reads the worlds out has to be what they were run with.
        try workshop.write(policy, to: "fresh.py")
        try workshop.run("merge", "b", "--quiet").expectRefusal("the ranking policy ./fresh.py is ", "/tiny.yaml")
        #expect(!workshop.exists("reports"))
    }

    @Test func aDamagedWorldIsRunAgain() throws {
        try workAll(2, into: "a")
        var bytes = try workshop.bytes("a/000-experiment.world")
        bytes[bytes.count / 2] ^= 1
        try workshop.write(bytes, to: "a/000-experiment.world")
        let refused = try workshop.run("merge", "a")
        #expect(refused.status == 2)
        #expect(refused.said.first == "note: a/000-experiment.world is not what was saved")
        #expect(
            refused.said.last?.contains("1 of 6 worlds is missing: experiment of replication 0 (shard 1/2)") == true)
        try work("1/2", into: "b").expectSuccess()
        #expect(try workshop.run("merge", "a", "b", "--out", "whole").status == 0)
        let again = try work("1/2", into: "a")
        #expect(again.said.contains("note: a/000-experiment.world is not what was saved, and runs again"))
        try workshop.run("merge", "a", "--out", "merged").expectSuccess()
        try expectSamePages("merged", "whole")
    }

    @Test func aWorldThatIsCutOffOrOfAnotherIsDamaged() throws {
        try workAll(1)
        try workshop.write(workshop.bytes("shards/001-experiment.world").prefix(100), to: "shards/000-experiment.world")
        #expect(try workshop.run("merge", "shards", "--missing").text == "1\n")
        try workshop.write(workshop.bytes("shards/001-experiment.world"), to: "shards/000-experiment.world")
        #expect(try workshop.run("merge", "shards", "--missing").text == "1\n")
        try workshop.write("", to: "shards/000-experiment.world")
        #expect(try workshop.run("merge", "shards", "--missing").text == "1\n")
    }

    @Test func aFolderWithoutShardsIsRefused() throws {
        try workshop.run("merge", "nowhere").expectRefusal("there is no folder nowhere")
        try workshop.run("merge", ".").expectRefusal(". holds no shard: it has no plan.json")
        try workshop.run("merge", "tiny.yaml").expectRefusal("tiny.yaml/plan.json cannot be read: not a directory")
        try workAll(1)
        let plan = try workshop.text("shards/plan.json")
        for (found, changed) in [
            ("\"shards\" : 1", "\"shards\" : 0"), ("\"role\" : \"experiment\"", "\"role\" : \"a\""),
        ] {
            try workshop.write(plan.replacing(found, with: changed), to: "shards/plan.json")
            #expect(try workshop.run("merge", "shards").status == 2)
        }
        let fewer = plan.replacing(#/\{\s*"replication" : 0,\s*"role" : "experiment"\s*\},/#, with: "")
        try workshop.write(fewer, to: "shards/plan.json")
        try workshop.run("merge", "shards", "--quiet").expectRefusal("shards/plan.json is not what marketlab")
        try workshop.write("{}", to: "plan.json")
        try workshop.run("merge", ".").expectRefusal("./plan.json is not what marketlab 0.1.0 writes there")
        try work("1/2", into: ".").expectRefusal("./plan.json is not what marketlab 0.1.0 writes there")
        try work("1/2", into: "tiny.yaml").expectRefusal("the output folder tiny.yaml cannot be written")
    }

    @Test(arguments: ["0/4", "5/4", "1", "1/0", "x/4", "-1/4", "1/4/2", "/", "1/99999999999"])
    func aShardThatIsNoneIsToldWhatOneIs(shard: String) throws {
        let ran = try workshop.run("work", "tiny.yaml", "--out", "shards", "--shard=\(shard)")
        #expect(ran.status == 2)
        #expect(ran.errors.contains("expected a shard and how many there are, from 1/16 to 16/16"), "\(ran.errors)")
    }

    @Test(.onlyLong, .enabled(if: SmallDisk.canBeHad, "only the superuser can make small disks"))
    func aDiskThatFillsKeepsWhatIsFinished() throws {
        let disk = try SmallDisk(kilobytes: 400, at: workshop.file("disk"))
        let arguments = Workshop.manyWorlds + ["--quiet"]
        try work("1/1", into: "disk/shards", arguments).expectRefusal("disk/shards/", "no space left on device")
        #expect(
            try !FileManager.default.contentsOfDirectory(atPath: disk.path + "/shards").contains { $0.hasPrefix(".") })
        try disk.grow(to: 16_384)
        let again = try work("1/1", into: "disk/shards", Workshop.manyWorlds)
        #expect(again.said.first?.hasSuffix(" of 72 worlds were in disk/shards") == true, "\(again.errors)")
        try workshop.run("merge", "disk/shards", "--out", "merged").expectSuccess()
        #expect(try workshop.bytes("merged/readout.json") == Workshop.undisturbed.get())
    }

    @Test(.enabled(if: SmallDisk.canBeHad, "only the superuser can make small disks"))
    func aReadOnlyDiskIsMergedFromAndNotWorkedInto() throws {
        let disk = try SmallDisk(kilobytes: 4_096, at: workshop.file("disk"))
        try workAll(2, into: "disk/shards")
        #expect(try Program.other("mount", ["-o", "remount,ro", disk.path]).status == 0)
        try workshop.run("merge", "disk/shards", "--out", "merged").expectSuccess()
        try work("1/2", into: "disk/shards").expectRefusal("disk/shards cannot be written: read-only file system")
    }
}
