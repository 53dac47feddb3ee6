import ArgumentParser
import Experiments
import Foundation
import Plugins
import Scenarios

/// `marketlab work`: one shard of a run, wherever an engine starts it.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Run one shard of a scenario's worlds, for merge.",
        discussion: """
            The worlds of a run go round its shards: of 16, shard 3 has the worlds 2, 18,
            34 and so on. Each is kept in a file of its own in --out as soon as it is
            finished, so a shard that was stopped or killed goes on where it was when it
            is started again. Shards may share --out, also two copies of one at once.
            Started with the options of run, its readout is what merge writes.

            Examples:
              marketlab work scenarios/first-look.yaml --shard 3/16 --out shards
              marketlab work my.yaml --seed 7 --replications 96 --shard 1/4 --out shards
              marketlab work my.yaml --study --shard 4/4 --out shards
              marketlab merge shards --out reports/my
            """)

    @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"])) var scenario: String
    @Option(
        help: ArgumentHelp("Which shard, of how many: 1/16 to 16/16.", valueName: "i/n"), transform: Shard.parsed)
    var shard: Shard
    @Option(help: "Folder for the worlds; several shards may share it.", completion: .directory) var out: String
    @OptionGroup var changes: ChangeOptions
    @Flag(help: "Run the worlds of marketlab study.") var study = false
    @Option(help: "Worlds to run at once. (default: one per core)") var threads: Int?
    @Flag(help: "No progress on standard error.") var quiet = false

    func run() async throws {
        PluginLog.shared.gather()
        let purpose: RunPurpose = study ? .study : .run
        let read = try purpose.scenario(of: try changes.read(scenario))
        let request = ShardPlan.Request(
            file: scenario, seed: changes.seed, replications: changes.replications, sets: changes.sets,
            policyPath: changes.plugins.policyPath, folder: FileManager.default.currentDirectoryPath)
        let (threads, quiet) = DebuggingOption.tamed(
            changes.debugPolicy, threads: try OutputOptions.threadCount(threads), quiet: quiet)
        try await ShardWork(
            scenario: read, shard: shard, plan: ShardPlan(of: read, for: purpose, request, shards: shard.count),
            out: out, threads: threads, quiet: quiet
        ).carryOut()
    }
}
