import MarketLab
import MarketLabTesting
import Testing

@Suite(.tags(.program), .hangLimit) struct HelpTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private static let commands = [
        "run", "validate", "policies", "schema", "report", "runs", "compare", "nightly", "serve", "export", "calibrate",
        "analyze", "power", "gate", "study", "work", "merge",
    ]

    @Test(arguments: [[], ["--help"], ["-h"], ["help"]])
    func helpNamesEveryCommandAndTheExitCodes(arguments: [String]) throws {
        let ran = try workshop.run(arguments)
        ran.expectSuccess()
        for command in HelpTests.commands { #expect(ran.text.contains("  \(command) ")) }
        #expect(ran.text.contains("Exit codes:\n  0    done\n  2    bad input, "))
        #expect(ran.errors.isEmpty)
    }

    @Test(arguments: commands)
    func helpOfEveryCommandShowsAnExample(command: String) throws {
        let ran = try workshop.run(command, "--help")
        ran.expectSuccess()
        #expect(ran.text.contains("Example") && ran.text.contains("  marketlab \(command)"))
        #expect(try workshop.run("help", command).text == ran.text)
    }

    /// As long as lines are short enough for the parser not to break them.
    @Test(arguments: [[]] + commands.map { [$0] })
    func examplesStandAsTheyAreWritten(command: [String]) throws {
        let lines = try workshop.run(command + ["--help"]).text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix("Example") })
        let examples = lines[(start + 1)...].prefix { !$0.isEmpty }
        #expect(examples.count > 0)
        #expect(examples.allSatisfy { $0.hasPrefix("  ") || $0.hasPrefix("and as the first line of a scenario") })
        #expect(lines.allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE") })
    }

    @Test(arguments: [
        (["rnu", "a.yaml"], "There is no command \"rnu\"; did you mean \"run\"?"),
        (["validte"], "did you mean \"validate\"?"), (["help", "nightyl"], "did you mean \"nightly\"?"),
        (
            ["frobnicate"],
            "the commands are run, validate, policies, schema, report, runs, compare, nightly, serve, export, calibrate, analyze, power, gate, study, verdicts, work, merge, policy, help."
        ),
    ])
    func aMistypedCommandIsAnsweredWithTheNearest(arguments: [String], sentence: String) throws {
        let ran = try workshop.run(arguments)
        #expect(ran.status == 2 && ran.output.isEmpty)
        #expect(ran.errors.contains(sentence), "\(ran.errors)")
    }

    @Test(arguments: ["-1", "1.5", "x", "18446744073709551616"])
    func aSeedThatIsNoneIsToldWhatOneIs(seed: String) throws {
        let ran = try workshop.run("run", "a.yaml", "--seed", seed)
        #expect(ran.status == 2)
        #expect(
            ran.errors.contains(
                "'\(seed)' is invalid for '--seed <seed>': expected a whole number from 0 to \(UInt64.max)"),
            "\(ran.errors)")
    }

    @Test func theVersionIsShown() throws {
        let ran = try workshop.run("--version")
        ran.expectSuccess()
        #expect(ran.text == MarketLabVersion.current + "\n")
    }

    @Test(arguments: [
        ["run"], ["run", "a.yaml", "b.yaml"], ["run", "a.yaml", "--sed", "1"], ["run", "a.yaml", "--seed", "-1"],
        ["run", "a.yaml", "--seed", "1.5"], ["run", "a.yaml", "--seed", "18446744073709551616"],
        ["run", "a.yaml", "--format", "xml"], ["run", "a.yaml", "--threads", "two"], ["policies", "--format", ""],
        ["validate"], ["report"], ["nightly"], ["export", "a"], ["export", "a", "--to", "b", "--format", "parquet"],
        ["calibrate"], ["work", "a.yaml", "--out", "b"], ["merge"], ["rn"], ["--frobnicate"],
    ])
    func aWrongCommandLineExitsTwo(arguments: [String]) throws {
        let ran = try workshop.run(arguments)
        #expect(ran.status == 2 && !ran.endedBySignal)
        #expect(ran.output.isEmpty)
        #expect(ran.errors.hasPrefix("Error: ") && ran.errors.contains("Usage: marketlab"), "\(ran.errors)")
        #expect(try workshop.contents().isEmpty)
    }

    @Test(arguments: ["0", "-3", "1025"])
    func aNumberOfThreadsOutOfRangeIsRefused(threads: String) throws {
        try workshop.runTiny("--threads=\(threads)").expectRefusal("--threads is \(threads)", "1 to 1024")
        try workshop.run("nightly", ".", "--threads=\(threads)").expectRefusal("--threads is \(threads)")
        #expect(try workshop.contents().count == 1)
    }

    private struct Unforeseen: Error {}

    @Test func aMistakeOfTheProgramsOwnExitsSeventy() {
        #expect(MarketLabCommand.exitCode(afterSaying: Unforeseen()) == 70)
        #expect(MarketLabCommand.exitCode(afterSaying: Mistake("of a person")) == 2)
    }
}
