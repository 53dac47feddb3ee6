import MarketLab
import Testing

@Suite struct HelpTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private static let commands = [
        "run", "validate", "policies", "schema", "report", "runs", "nightly", "export", "calibrate",
    ]

    @Test(arguments: [[], ["--help"], ["-h"], ["help"]])
    func helpNamesEveryCommandAndTheExitCodes(arguments: [String]) throws {
        let ran = try workshop.run(arguments)
        ran.expectSuccess()
        for command in HelpTests.commands { #expect(ran.text.contains("  \(command) ")) }
        #expect(ran.text.contains("Exit codes: 0 done; 2 bad input"))
        #expect(ran.errors.isEmpty)
    }

    @Test(arguments: commands)
    func helpOfEveryCommandShowsAnExample(command: String) throws {
        let ran = try workshop.run(command, "--help")
        ran.expectSuccess()
        #expect(ran.text.contains("Example") && ran.text.contains("  marketlab \(command)"))
        #expect(try workshop.run("help", command).text == ran.text)
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
        ["calibrate"], ["rn"], ["--frobnicate"],
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
