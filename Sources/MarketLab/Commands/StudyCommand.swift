import ArgumentParser
import Experiments
import Plugins
import Reports
import Scenarios

/// `marketlab study`: which design to trust in a scenario's market.
struct StudyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study", abstract: "Compare experiment designs with the truth in a scenario's market.",
        discussion: """
            Every design runs its own experiment on the same market, replication by
            replication, beside the truth that all share: bias, error, how often its
            interval holds the truth, how often it finds what is not there. Designs are
            experiment.designs, or all that fit where the scenario names none.
            A study that was stopped goes on where it was.

            Examples:
              marketlab study scenarios/which-design.yaml
              marketlab study my.yaml --replications 40
              marketlab study my.yaml --set experiment.metrics='[orders]'
            """)

    @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"])) var scenario: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var changes: ChangeOptions
    @Option(help: "text, json, markdown or html, on standard output.") var format: DocumentForm = .text
    @Flag(help: "No progress on standard error.") var quiet = false

    func run() async throws {
        PluginLog.shared.gather()
        let read = try RunPurpose.study.scenario(of: try changes.read(scenario))
        let folder = output.folder(for: RunPurpose.study.folder(of: read.plan))
        let (threads, quiet) = DebuggingOption.tamed(
            changes.debugPolicy, threads: try output.threadCount(), quiet: quiet)
        try await WatchedRun(
            read: read, folder: folder, store: output.storePath, threads: threads,
            command: changes.command("study", for: scenario), format: format, quiet: quiet
        ).carryOut()
    }
}
