import Foundation
import MarketLab
import MarketLabTesting
import Testing

@Suite(.tags(.program), .hangLimit) struct RunTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    @Test func aRunWritesItsPagesAndItsStore() throws {
        let ran = try workshop.runTiny("--out", "made/here")
        ran.expectSuccess()
        let names = try FileManager.default.contentsOfDirectory(atPath: workshop.path + "/made/here")
        #expect(names.sorted() == ["index.html", "readout.json", "readout.md", "runs.sqlite"])
        #expect(try workshop.text("made/here/index.html").lowercased().hasPrefix("<!doctype html>"))
        #expect(ran.text.hasSuffix("page made/here/index.html\n"))
    }

    @Test func withoutOutResultsGoIntoTheFolderOfReports() throws {
        try workshop.runTiny().expectSuccess()
        #expect(workshop.exists("reports/tiny/index.html") && workshop.exists("reports/runs.sqlite"))
    }

    @Test func theStoreCanStandElsewhere() throws {
        try workshop.runTiny("--out", "pages", "--store", "kept/my.sqlite").expectSuccess()
        #expect(workshop.exists("kept/my.sqlite") && !workshop.exists("pages/runs.sqlite"))
    }

    /// What to do stands first, then whether it is true.
    @Test func theTableBeginsWithDecisionAndVerdict() throws {
        let ran = try workshop.runTiny("--out", "o")
        let readout = try workshop.readout(in: "o")
        let words = ran.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let decision = try #require(readout.decision).headline
        #expect(words.hasPrefix("→ " + decision))
        #expect(words.contains(readout.verdict.headline))
    }

    @Test func jsonOnStandardOutputIsReadoutJson() throws {
        let ran = try workshop.runTiny("--out", "o", "--format", "json")
        #expect(try ran.output == workshop.bytes("o/readout.json"))
    }

    @Test func quietSaysNothingOnStandardError() throws {
        let first = try workshop.runTiny("--out", "o", "--quiet")
        let second = try workshop.runTiny("--out", "o", "--quiet")
        first.expectSuccess()
        #expect(first.errors.isEmpty && second.errors.isEmpty)
        #expect(!first.text.isEmpty)
    }

    @Test func progressIsSaidOnStandardErrorOnly() throws {
        let first = try workshop.runTiny("--out", "o", "--format", "json")
        let second = try workshop.runTiny("--out", "o", "--format", "json")
        #expect(second.said == ["6 of 6 worlds were in the run store"])
        #expect(first.output == second.output)
    }

    @Test func seedZeroIsASeed() throws {
        try workshop.runTiny("--out", "zero", "--seed", "0").expectSuccess()
        try workshop.runTiny("--out", "one", "--seed", "1").expectSuccess()
        let (zero, one) = (try workshop.readout(in: "zero"), try workshop.readout(in: "one"))
        #expect(zero.seed == 0 && one.seed == 1)
        #expect(zero.journalDigest != one.journalDigest)
    }

    @Test func theSeedOnTheCommandLineGoesBeforeTheFiles() throws {
        try workshop.write(Workshop.tiny + "seed: 7\n", to: "seven.yaml")
        try workshop.run("run", "seven.yaml", "--out", "seven").expectSuccess()
        try workshop.run("run", "seven.yaml", "--out", "three", "--seed", "3").expectSuccess()
        try workshop.runTiny("--out", "also-seven", "--seed", "7").expectSuccess()
        #expect(try workshop.readout(in: "three").seed == 3)
        #expect(
            try workshop.readout(in: "seven").journalDigest == workshop.readout(in: "also-seven").journalDigest)
    }

    @Test func whatIsSetChangesTheRunAndStandsInItsCommand() throws {
        let set = "market.choice.cart_rate=90 %"
        try workshop.runTiny("--out", "plain").expectSuccess()
        try workshop.runTiny("--out", "set", "--set", set, "--set", "market.users.count=150").expectSuccess()
        let (plain, changed) = (try workshop.readout(in: "plain"), try workshop.readout(in: "set"))
        #expect(plain.command == "marketlab run tiny.yaml")
        #expect(changed.command == "marketlab run tiny.yaml --set '\(set)' --set market.users.count=150")
        #expect(changed.arms.map(\.users).reduce(0, +) == 300)
        #expect(changed.journalDigest != plain.journalDigest)
    }

    @Test func theCommandOfAReadoutMakesItAgain() throws {
        try workshop.runTiny(
            "--out", "o", "--seed", "0", "--replications", "1", "--set", "title=It's 5 o'clock", "--threads", "2"
        ).expectSuccess()
        let command = try workshop.readout(in: "o").command
        #expect(command.hasPrefix("marketlab run tiny.yaml --seed 0 --replications 1 --set "))
        let again = command.replacing(/^marketlab/, with: "\"$MARKETLAB\"")
        try Program.shell(again + " --out again", in: workshop.path).expectSuccess()
        #expect(try workshop.bytes("again/readout.json") == workshop.bytes("o/readout.json"))
    }

    @Test func replicationsOnTheCommandLineGoBeforeTheFiles() throws {
        try workshop.runTiny("--out", "o", "--replications", "3").expectSuccess()
        let readout = try workshop.readout(in: "o")
        #expect(readout.replications == 3 && readout.replicationsPlanned == 3)
        #expect(readout.arms.map(\.users).reduce(0, +) == 600)
    }

    @Test func moreReplicationsTakeUpTheWorldsOfFewer() throws {
        try workshop.runTiny("--out", "o").expectSuccess()
        let ran = try workshop.runTiny("--out", "o", "--replications", "4")
        #expect(ran.said.first == "6 of 12 worlds were in the run store")
        try workshop.runTiny("--out", "new", "--replications", "4").expectSuccess()
        #expect(try workshop.bytes("o/readout.json") == workshop.bytes("new/readout.json"))
    }

    @Test func equalArmsHaveATruthOfExactlyZero() throws {
        try workshop.runTiny("--out", "o", "--set", "experiment.arms={a: {}, b: {}}").expectSuccess()
        let readout = try workshop.readout(in: "o")
        #expect(readout.arms.map(\.name) == ["a", "b"])
        #expect(readout.health.contains { $0.name == "equal_twins" && $0.status == .pass })
        for metric in readout.metrics { #expect(metric.truth.difference.estimate == 0) }
    }

    @Test func aRunWhoseHealthCheckFailsExitsThree() throws {
        let seed = try Unlucky.seed(in: workshop)
        let ran = try workshop.runTiny("--out", "o", "--replications", "1", "--seed", "\(seed)")
        #expect(ran.status == 3 && !ran.endedBySignal)
        #expect(
            ran.text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains("do not trust the readout"))
        #expect(try workshop.readout(in: "o").health.contains { $0.name == "srm" && $0.status == .fail })
        #expect(ran.errors.isEmpty)
    }

    @Test func theReadoutCanBeComputedFromTheLogAlone() throws {
        try workshop.runTiny("--out", "o", "--log", "logs/of/it").expectSuccess()
        for replication in ["replication-000", "replication-001"] {
            for role in ["experiment", "all-treated", "all-control"] {
                #expect(workshop.exists("logs/of/it/\(replication)/\(role)/world.csv"))
            }
        }
        let script = Checkout.file("Tests/Scripts/recompute_readout.py").path
        let checked = try Program.other("python3", [script, "logs/of/it", "o/readout.json"], in: workshop.path)
        #expect(checked.status == 0, "\(checked.text)\(checked.errors)")
    }

    @Test func aLogChangesNothingAndCanBeWrittenAgain() throws {
        try workshop.runTiny("--out", "plain").expectSuccess()
        try workshop.runTiny("--out", "logged", "--log", "log").expectSuccess()
        let once = try workshop.text("log/replication-001/experiment/exposure.csv")
        let again = try workshop.runTiny("--out", "logged", "--log", "log", "--threads", "1")
        again.expectSuccess()
        #expect(try workshop.bytes("plain/readout.json") == workshop.bytes("logged/readout.json"))
        #expect(try workshop.text("log/replication-001/experiment/exposure.csv") == once)
    }
}
