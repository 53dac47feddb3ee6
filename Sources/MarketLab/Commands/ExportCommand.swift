public import ArgumentParser
public import Experiments
import RunStore

/// `marketlab export`: the event log of a stored run's world.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the event log of a stored run: CSV, Arrow IPC, or MerRec's columns.",
        discussion: """
            A run is a function of its scenario and seed, which the run store keeps:
            the world is run once more and its log written into a folder of DIR,
            replication-000/experiment. csv and arrow have a file for each kind of
            record; merrec is one file, events.csv, as calibrate reads it.

            Examples:
              marketlab export first-look --format arrow --to /tmp/log
              marketlab export 3f2a --format merrec --to /tmp/log --world all-control
            """)

    @Argument(help: "A run's id, the start of one, or a scenario's name for its newest run.") var name: String
    @OptionGroup var place: StoreOptions
    @Option(help: "csv, arrow or merrec.") var format: WorldExport.Format
    @Option(help: ArgumentHelp("Write the log into this folder.", valueName: "dir")) var to: String
    @Option(help: "experiment, all-treated or all-control.") var world: WorldTask.Role = .experiment
    @Option(help: "Which replication, from 0.") var replication = 0
    @Flag(help: "No progress on standard error.") var quiet = false

    func run() async throws {
        let store = try place.open()
        let export = try WorldExport(
            try store.run(matching: name), task: WorldTask(replication: replication, role: world),
            policies: ProgramPolicies.known)
        let watch = RunWatch(quiet: quiet) { _, _ in "stopped: nothing was written" }
        defer { watch.finish() }
        let outcome = try await export.write(as: format, to: to, store: store, begin: watch.begin)
        watch.finish()
        switch outcome {
        case .interrupted: throw watch.stop(done: 0, missing: 1)
        case .finished(let folder, let isCompared):
            if !isCompared {
                StandardStreams.say(
                    "note: run \(export.record.id) was made by another build, or its files have changed; the log is of "
                        + "the world as this build runs it")
            }
            try StandardStreams.show(folder)
        }
    }
}

extension WorldExport.Format: ExpressibleByArgument {}
extension WorldTask.Role: ExpressibleByArgument {}
