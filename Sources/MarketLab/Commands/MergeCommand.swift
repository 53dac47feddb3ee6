import ArgumentParser
import Experiments
import Plugins
import Reports

/// `marketlab merge`: the readout of a run whose worlds were run in shards.
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Read out a run from the worlds that its shards have left.",
        discussion: """
            Writes what run writes, to the byte, and keeps the worlds in the run store. A
            shard that is there twice is counted once; one of another build, plan or
            plug-in is refused, and so are shards of which worlds are missing.

            Examples:
              marketlab merge shards --out reports/my
              marketlab merge /scratch/node-1 /scratch/node-2
              marketlab merge shards --scenario ~/copies/my.yaml

            --missing prints the numbers of the shards that have worlds to do, with commas
            between them, and merges nothing:
              marketlab merge shards --missing
            """)

    @Argument(help: "Folders that work was told with --out.", completion: .directory) var folders: [String]
    @OptionGroup var place: PlaceOptions
    @Option(
        help: "Where the scenario file is here. (default: where work has read it)",
        completion: .file(extensions: ["yaml", "yml"]))
    var scenario: String?
    @OptionGroup var plugins: PolicyPathOptions
    @Flag(help: "Print the numbers of the shards that have worlds to do.") var missing = false
    @Option(help: "text, json, markdown or html, on standard output.") var format: DocumentForm = .text
    @Flag(help: "Say nothing on standard error.") var quiet = false

    func run() async throws {
        PluginLog.shared.gather()
        let merge = try ShardMerge(folders)
        guard !missing else {
            return try StandardStreams.write(
                merge.missing.isEmpty ? "" : merge.missing.map(String.init).joined(separator: ",") + "\n")
        }
        try merge.checkIsComplete()
        let (read, command) = try merge.scenario(at: scenario, policyPath: plugins.policyPath)
        if !quiet {
            StandardStreams.say(
                "\(Plural.text(merge.plan.worlds.count, "world")) of \(Plural.text(merge.plan.shards, "shard"))")
        }
        var run = WatchedRun(
            read: read, folder: place.folder(for: merge.plan.purpose.folder(of: read.plan)), store: place.storePath,
            threads: 1, command: command, format: format, quiet: true)
        run.shards = merge
        try await run.carryOut()
    }
}
