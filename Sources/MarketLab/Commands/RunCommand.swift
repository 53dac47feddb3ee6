import ArgumentParser
import Experiments
import Foundation
import Reports
import Scenarios

/// `marketlab run`: a scenario in, a readout with the truth beside it out.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a scenario and read it out.",
        discussion: """
            Worlds that an earlier run of the same plan has finished are taken from the run store, so a run that was \
            stopped goes on where it was; the result has the same bytes.

            Examples:
              marketlab run scenarios/first-look.yaml
              marketlab run scenarios/deep-stock.yaml --out /tmp/deep --threads 2
              marketlab run my.yaml --set market.choice.cart_rate='3 %'
              marketlab run my.yaml --set policies.ranking=popularity --seed 7
            """)

    @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"])) var scenario: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var changes: ChangeOptions
    @Option(help: "Write the event log as CSV files into this folder; every world is then run anew.") var log: String?
    @Option(help: "table or json, on standard output.") var format: OutputFormat = .table
    @Flag(help: "No progress on standard error.") var quiet = false

    func run() async throws {
        let read = try changes.read(scenario)
        let folder = output.folder(for: read.plan.name)
        let run = ScenarioRun(
            read, policies: MarketLabCommand.policies,
            options: ScenarioRun.Options(
                folder: folder, store: output.storePath, threads: try output.threadCount(), log: log,
                command: changes.command(for: scenario)))
        let (place, log) = (output.storePath, log)
        let watch = RunWatch(quiet: quiet) { done, missing in
            "stopped: \(done) of \(done + missing) worlds finished and kept in \(place), \(missing) missing; run the same command "
                + (log == nil ? "again to go on" : "without --log to go on, or again to write the log anew")
        }
        defer { watch.finish() }
        let outcome = try await run.run(begin: watch.begin)
        watch.finish()
        switch outcome {
        case .interrupted(let done, let missing): throw watch.stop(done: done, missing: missing)
        case .finished(let readout, let record):
            try RunCommand.show(readout, format: format, record: record.id, folder: folder)
            if readout.health.contains(where: { $0.status == .fail }) {
                throw ExitCode(ProgramExit.checkFailed)
            }
        }
    }

    /// Prints a readout, and where its page is.
    static func show(_ readout: Readout, format: OutputFormat, record: String, folder: String?) throws {
        switch format {
        case .json:
            try StandardStreams.show(try ReadoutFile.bytes(of: readout))
        case .table:
            let text = TerminalReadout(
                readout, width: TerminalWidth.ofStandardOutput, colour: isatty(STDOUT_FILENO) == 1
            ).text
            let place = folder.map { "\nrun \(record)   page \($0)/index.html\n" } ?? ""
            try StandardStreams.show(Data((text + place).utf8))
        }
    }
}

/// Where results go, and how many threads make them.
struct OutputOptions: ParsableArguments {
    @Option(help: "Folder for index.html, readout.md, readout.json and the run store. (default: reports/NAME)")
    var out: String?
    @Option(help: "File of the run store. (default: runs.sqlite in --out, or reports/runs.sqlite)") var store: String?
    @Option(parsing: .unconditional, help: "Worlds to run at once. (default: one a core)") var threads: Int?

    var storePath: String { store ?? (out ?? "reports") + "/runs.sqlite" }

    func folder(for scenario: String) -> String { out ?? "reports/\(scenario)" }

    func threadCount() throws -> Int { try OutputOptions.threadCount(threads) }

    /// The number of `--threads`, or one a core.
    static func threadCount(_ threads: Int?) throws -> Int {
        guard let threads else { return ProcessInfo.processInfo.activeProcessorCount }
        guard (1...1_024).contains(threads) else { throw Mistake("--threads is \(threads); expected 1 to 1024") }
        return threads
    }
}

/// What is laid over the scenario file.
struct ChangeOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "Seed; 0 is one, too.", transform: ChangeOptions.seed) var seed: UInt64?
    @Option(parsing: .unconditional, help: "How many times the whole experiment is repeated.") var replications: Int?
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Set a key of the scenario, as often as needed.", valueName: "path.to.key=VALUE"))
    var sets: [String] = []

    func read(_ file: String) throws -> Scenario {
        try ScenarioReader(policies: MarketLabCommand.policies).read(
            file: file, overrides: try sets.map { try ScenarioOverride(parsing: $0) }, seed: seed,
            replications: replications)
    }

    /// `--seed`'s own: a negative number looks like an option, and a bare refusal would not say what is expected.
    private static func seed(_ text: String) throws -> UInt64 {
        guard let seed = UInt64(text) else {
            throw ValidationError("expected a whole number from 0 to \(UInt64.max)")
        }
        return seed
    }

    /// The command that makes the same readout again, without what does not change it.
    func command(for file: String) -> String {
        ChangeOptions.command(for: file, seed: seed, replications: replications, sets: sets)
    }

    static func command(for file: String, seed: UInt64?, replications: Int?, sets: [String]) -> String {
        var words = ["marketlab", "run", ShellWord.quoted(file)]
        if let seed { words += ["--seed", "\(seed)"] }
        if let replications { words += ["--replications", "\(replications)"] }
        for set in sets { words += ["--set", ShellWord.quoted(set)] }
        return words.joined(separator: " ")
    }
}
