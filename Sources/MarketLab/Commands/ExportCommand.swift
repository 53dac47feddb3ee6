import ArgumentParser
import Experiments
import RunStore

/// `marketlab export`: the event log of a stored run's world.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write what a stored run was made of: its event log, a table of its units, bidding trajectories.",
        discussion: """
            A run is a function of its scenario and seed, which the run store keeps:
            the world is run once more and its log written into a folder of DIR,
            replication-000/experiment. csv and arrow have a file for each kind of
            record; merrec is one file, events.csv, as calibrate reads it.

            Examples:
              marketlab export first-look --format arrow --to /tmp/log
              marketlab export 3f2a --format merrec --to /tmp/log --world all-control

            units writes units.csv, a row for each unit of the world's design, and prints
            the calls of marketlab analyze that read the run's own figures out of it.
              marketlab export first-look --format units --to /tmp/log

            Of an auction market, trajectories writes a row for each day, campaign and
            tick into trajectories.csv, for bidders that learn; with --multipliers it adds
            what each of them would have brought, value and cost.
              marketlab export auction-48 --format trajectories --to /tmp/log
              marketlab export auction-48 --format trajectories --to /tmp/log --multipliers 0.5,1,2
            """)

    @Argument(help: "A run's id, the start of one, or a scenario's name for its newest run.") var name: String
    @OptionGroup var place: StoreOptions
    @Option(help: "csv, arrow, merrec, units or trajectories.") var format: Form
    @Option(help: ArgumentHelp("Write the log into this folder.", valueName: "dir"), completion: .directory)
    var to: String
    @Option(
        help: """
            Any world of the run: experiment, all-treated, all-control, or a design's own, as listing-split; of an \
            auction market user-split, budget-split, all-treated or all-control. A word that names none lists them. \
            (default: experiment; all-control)
            """)
    var world: String?
    @Option(help: "Which replication, from 0.") var replication = 0
    @Option(
        help: ArgumentHelp(
            "Multipliers of which trajectories say what they would have brought.", valueName: "m,m,..."),
        transform: ExportCommand.multipliers)
    var multipliers: [Double] = []
    @OptionGroup var plugins: PolicyPathOptions
    @Flag(help: "No progress on standard error.") var quiet = false

    /// What is written.
    enum Form: String, CaseIterable, ExpressibleByArgument { case csv, arrow, merrec, units, trajectories }

    private static func multipliers(_ text: String) throws -> [Double] {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard numbers.allSatisfy({ $0.map { $0 > 0 && $0.isFinite } ?? false }), numbers.count <= 100 else {
            throw ValidationError("expected up to 100 numbers above 0 with commas between them, such as 0.5,1,2")
        }
        return numbers.compactMap { $0 }
    }

    func run() async throws {
        let store = try place.open()
        let record = try store.run(matching: name)
        guard let format = WorldExport.Format(rawValue: format.rawValue) else {
            return try await exportTrajectories(of: record)
        }
        guard multipliers.isEmpty else { throw Mistake("--multipliers belongs to --format trajectories") }
        let plan = try StoredPlan.scenario(of: record, replication: 0, policies: plugins.policies).plan
        let worlds = plan.tasks.filter { $0.replication == 0 }
        guard let task = worlds.first(where: { $0.roleName == world ?? worlds[0].roleName }) else {
            let names = worlds.map(\.roleName).joined(separator: ", ")
            throw Mistake("--world is \(world ?? ""); run \(record.id) has the worlds \(names)")
        }
        try await exportLog(of: record, as: format, world: task, store: store)
    }

    private func exportTrajectories(of record: RunRecord) async throws {
        let export = try TrajectoryExport(
            record, replication: replication, role: world, policies: plugins.policies)
        let watch = RunWatch(quiet: quiet) { _, _ in "stopped: nothing was written" }
        defer { watch.finish() }
        let path = try await export.write(to: to, multipliers: multipliers, begin: watch.begin)
        watch.finish()
        guard let path else { throw watch.stop(done: 0, missing: 1) }
        try StandardStreams.show(path)
    }

    private func exportLog(
        of record: RunRecord, as format: WorldExport.Format, world: WorldTask, store: RunStore
    ) async throws {
        let export = try WorldExport(
            record, task: WorldTask(replication: replication, role: world.role, treatment: world.treatment),
            policies: plugins.policies)
        let watch = RunWatch(quiet: quiet) { _, _ in "stopped: nothing was written" }
        defer { watch.finish() }
        let outcome = try await export.write(as: format, to: to, store: store, begin: watch.begin)
        watch.finish()
        switch outcome {
        case .interrupted: throw watch.stop(done: 0, missing: 1)
        case .finished(let folder, let isCompared, let commands):
            if !isCompared {
                StandardStreams.say(
                    "note: run \(export.record.id) was made by another build, or its files have changed; the log is of "
                        + "the world as this build runs it")
            }
            try StandardStreams.show(([folder] + commands).joined(separator: "\n"))
        }
    }
}
