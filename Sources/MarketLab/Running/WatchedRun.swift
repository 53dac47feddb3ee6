import ArgumentParser
import Experiments
import Plugins
import Reports
import Scenarios

/// Carries out a scenario for the person at the terminal: with progress, in good order on Ctrl-C, and with the exit code that
/// its health checks and expectations call for.
struct WatchedRun {
    let read: Scenario
    let folder: String
    let store: String
    let threads: Int
    var log: String?
    /// Makes the readout again.
    let command: String
    /// How the readout is printed.
    let format: DocumentForm
    let quiet: Bool
    /// As of `ScenarioRun.Options`.
    var looks: [Int] = []
    /// As of `ScenarioRun.Options`.
    var shards: ShardMerge?

    func carryOut() async throws {
        var options = ScenarioRun.Options(
            folder: folder, store: store, threads: threads, log: log, command: command, looks: looks)
        options.shards = shards
        let run = ScenarioRun(read, policies: read.policies, options: options)
        let (place, log) = (store, log)
        let watch = RunWatch(quiet: quiet) { done, missing in
            "stopped: \(done) of \(done + missing) worlds finished and kept in \(place), \(missing) missing; run the same command "
                + (log == nil ? "again to go on" : "without --log to go on, or again to write the log anew")
        }
        defer {
            watch.finish()
            for sentence in PluginLog.shared.finish() { StandardStreams.say("note: \(sentence)") }
        }
        let outcome = try await run.run { progress in
            WatchedRun.warn(of: read)
            PluginLog.shared.keep(in: "\(folder)/policies.log")
            watch.begin(progress)
        }
        watch.finish()
        switch outcome {
        case .interrupted(let done, let missing): throw watch.stop(done: done, missing: missing)
        case .finished(let readout, let record):
            try StandardStreams.show(RunDocument(readout, scenarioText: read.text), as: format)
            if format == .text { try WatchedRun.showPlace(of: record.id, folder: folder) }
            if !quiet { sayWhatWouldTell(readout, watch) }
            if readout.hasFailed { throw ExitCode(ProgramExit.checkFailed) }
        }
    }

    /// Says what of a scenario will disappoint, before its worlds run.
    static func warn(of read: Scenario) {
        for warning in read.plan.model.estimate(of: read.plan, threads: 1).warnings {
            StandardStreams.say("warning: \(read.file): \(warning)")
        }
        for unseen in UnseenChange.all(in: read.plan, policies: read.policies) {
            StandardStreams.say("warning: \(read.file): \(unseen.key): \(unseen.sentence)")
        }
    }

    /// Says how long those replications would take that a verdict lacks, the one of several that lacks most. It stands beside the readout and not in it, as clocks differ.
    private func sayWhatWouldTell(_ readout: Readout, _ watch: RunWatch) {
        let needs = readout.treatments.compactMap { $0.metrics.first?.judgement?.replicationsNeeded }
        guard let needed = needs.max(), needed > readout.replications,
            let time = watch.time(
                forWorlds: watch.worlds / max(1, readout.replicationsPlanned) * (needed - readout.replications))
        else { return }
        StandardStreams.say(
            "note: \(Plural.text(needed - readout.replications, "replication")) more, which would probably tell, take about "
                + "\(ProgressLine.clock(time / .seconds(1))) at this run's pace")
    }

    /// Says under a readout which run it is of, and where its page is.
    static func showPlace(of record: String, folder: String?) throws {
        if let folder { try StandardStreams.show("\nrun \(record)   page \(folder)/index.html") }
    }
}
