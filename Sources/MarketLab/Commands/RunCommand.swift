import ArgumentParser
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
    @Option(help: "text, json, markdown or html, on standard output.") var format: DocumentForm = .text
    @Flag(help: "No progress on standard error.") var quiet = false

    func run() async throws {
        let read = try changes.read(scenario)
        let folder = output.folder(for: read.plan.name)
        try await WatchedRun(
            read: read, folder: folder, store: output.storePath, threads: try output.threadCount(), log: log,
            command: changes.command(for: scenario), format: format, quiet: quiet
        ).carryOut()
    }
}
