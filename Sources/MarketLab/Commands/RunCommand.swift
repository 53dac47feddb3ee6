import ArgumentParser
import Experiments
import Plugins
import Reports
import Scenarios

/// `marketlab run`: a scenario in, a readout with the truth beside it out.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a scenario and read it out.",
        discussion: """
            Worlds that an earlier run of the same plan has finished are taken from the run store, so a run that was \
            stopped goes on where it was; the result has the same bytes. Exits 3 when a \
            health check or an expectation of the scenario failed.

            Examples:
              marketlab run scenarios/first-look.yaml
              marketlab run scenarios/deep-stock.yaml --out /tmp/deep --threads 2
              marketlab run my.yaml --set market.choice.cart_rate='3 %'
              marketlab run my.yaml --set policies.ranking=popularity --seed 7
              marketlab run my.yaml --until-clear --at-most 48
            """)

    @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"])) var scenario: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var changes: ChangeOptions
    @Option(
        help: "Write the event log as CSV files into this folder; every world is then run anew.",
        completion: .directory)
    var log: String?
    @Option(help: "text, json, markdown or html, on standard output.") var format: DocumentForm = .text
    @Flag(help: "No progress on standard error.") var quiet = false
    @Flag(
        help: ArgumentHelp(
            "Add replications until the verdict stands, and look at 6, 12, 24, 48 and 96.",
            discussion: "The chance of a wrong verdict is divided among the looks."))
    var untilClear = false
    @Option(help: "With --until-clear: as many replications at most.") var atMost: Int?

    /// After how many replications to look; empty where the scenario says how many there are.
    private func looks() throws -> [Int] {
        guard untilClear else {
            if atMost != nil { throw Mistake("--at-most belongs to --until-clear") }
            return []
        }
        let most = atMost ?? 96
        guard 2...100_000 ~= most else { throw Mistake("--at-most is \(most), but 2 to 100000 replications can tell") }
        return VerdictRule.looksUntilClear(atMost: most)
    }

    func run() async throws {
        PluginLog.shared.gather()
        let read = try changes.read(scenario)
        let folder = output.folder(for: read.plan.name)
        let looks = try looks()
        let command =
            changes.command(for: scenario)
            + (looks.isEmpty ? "" : " --until-clear" + (atMost.map { " --at-most \($0)" } ?? ""))
        let (threads, quiet) = DebuggingOption.tamed(
            changes.debugPolicy, threads: try output.threadCount(), quiet: quiet)
        try await WatchedRun(
            read: read, folder: folder, store: output.storePath, threads: threads, log: log,
            command: command, format: format, quiet: quiet, looks: looks
        ).carryOut()
    }
}
