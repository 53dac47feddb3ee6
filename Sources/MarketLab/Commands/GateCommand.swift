import Analysis
import ArgumentParser
import Experiments
import PolicyKit
import Reports

/// `marketlab gate`: whether experiments on a market without an effect claim one more often than chance does.
struct GateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate", abstract: "Run a scenario's market against itself many times and judge what it claims.",
        discussion: """
            Every experiment has control in both arms and a seed of its own, so that the
            true effect is 0: p-values must be uniform, intervals hold 0 as often as their
            level says, and users be split as planned. A metric with too few events is
            not judged, and that is said. Exits 3 when a check alarms, or when the goal,
            the first of experiment.metrics, could not be judged.

            Examples:
              marketlab gate scenarios/nothing-changed.yaml
              marketlab gate my.yaml --experiments 1000 --set market.users.count=500
              marketlab gate my.yaml --out /tmp/gate
            """)

    @Argument(help: "The scenario file.", completion: .file(extensions: ["yaml", "yml"])) var scenario: String
    @Option(help: "How many experiments.") var experiments = 200
    @Option(
        help: "At most how often a sound market fails.", transform: ShareOption.share)
    var falseAlarmRate = Share(0.001)
    @Option(help: "Seed; 0 is one, too.", transform: ChangeOptions.seed) var seed: UInt64?
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Set a key of the scenario, as often as needed.", valueName: "path.to.key=VALUE"))
    var sets: [String] = []
    @OptionGroup var plugins: PolicyPathOptions
    @Option(help: "Worlds to run at once. (default: one per core)") var threads: Int?
    @OptionGroup var output: DocumentOptions
    @Flag(help: "No progress on standard error.") var quiet = false

    func run() async throws {
        let (plan, policies) = try planned()
        let threads = try OutputOptions.threadCount(threads)
        try MemoryEstimate(plan, threads: threads).check()
        var gate = Gate(WorldRunner(plan: plan, policies: policies))
        gate.falseAlarmRate = falseAlarmRate.value
        let watch = RunWatch(quiet: quiet) { done, missing in
            "stopped: \(done) of \(done + missing) worlds finished; nothing is kept of a gate"
        }
        defer { watch.finish() }
        let progress = RunProgress(worlds: gate.tasks.count, alreadyDone: 0)
        watch.begin(progress)
        let readout = try await gate.run(
            threads: threads, progress: progress, version: MarketLabVersion.current, command: command)
        watch.finish()
        guard let readout else {
            throw watch.stop(done: progress.worldsDone, missing: progress.worlds - progress.worldsDone)
        }
        try output.show(GateDocument(readout))
        if !readout.passed { throw ExitCode(ProgramExit.checkFailed) }
    }

    private func planned() throws -> (Plan, PolicyRegistry) {
        guard (20...1_000_000).contains(experiments) else {
            throw Mistake("--experiments is \(experiments); expected 20 to 1000000")
        }
        guard falseAlarmRate.value > 0, falseAlarmRate.value <= 0.5 else {
            throw Mistake("--false-alarm-rate is \(falseAlarmRate.value); expected above 0 and at most 0.5")
        }
        let read = try ChangeOptions.read(
            scenario, seed: seed, replications: nil, sets: sets, policies: plugins.policies)
        let plan = read.plan
        let market = type(of: plan.model)
        guard market.abilities.contains(.usersMetrics) else {
            throw Mistake("\(scenario): \(market.words) is read over replications; a gate needs \(FeedMarket.words)")
        }
        guard !plan.splitDesigns.isEmpty else {
            throw Mistake("\(scenario): experiment.designs has neither user_split nor budget_split, which a gate needs")
        }
        return (plan.againstItself(experiments: experiments), read.policies)
    }

    /// Makes the same readout again, without what does not change it.
    private var command: String {
        var words = ["marketlab", "gate", ShellWord.quoted(scenario), "--experiments", "\(experiments)"]
        if falseAlarmRate.value != 0.001 { words += ["--false-alarm-rate", "\(falseAlarmRate.value)"] }
        if let seed { words += ["--seed", "\(seed)"] }
        for set in sets { words += ["--set", ShellWord.quoted(set)] }
        return words.joined(separator: " ") + plugins.words
    }
}
