import Experiments
import Foundation
import Plugins
import RunStore
import Scenarios

/// Runs the worlds of one shard for the person or engine that started it, and keeps each in a folder as soon as it is there.
struct ShardWork {
    let scenario: Scenario
    let shard: Shard
    let plan: ShardPlan
    /// Folder of the worlds.
    let out: String
    let threads: Int
    let quiet: Bool

    func carryOut() async throws {
        try MemoryEstimate(scenario.plan, threads: threads).check()
        let place = try WritableFolder(out, kind: "output folder")
        defer { place.takeBack() }
        try await carryOut(scenario.plan.model, in: try ShardFolder(writing: out, plan))
    }

    private func carryOut<Model: MarketModel>(_ model: Model, in folder: ShardFolder) async throws {
        let (out, shard) = (out, shard)
        let tasks = zip(scenario.plan.tasks, plan.worlds).enumerated().filter {
            Shard(ofWorld: $0.offset, count: shard.count) == shard
        }.map(\.element)
        let worlds = Dictionary(uniqueKeysWithValues: tasks)
        var missing: [WorldTask] = []
        for (task, world) in tasks {
            switch try folder.held(world) {
            case .outcome: continue
            case .nothing: break
            case .damaged: StandardStreams.say("note: \(out)/\(world.file) is not what was saved, and runs again")
            }
            missing.append(task)
        }
        let watch = RunWatch(quiet: quiet, place: out) { done, missing in
            "stopped: \(done) of \(done + missing) worlds of shard \(shard) finished and kept in \(out), \(missing) missing; "
                + "run the same command again to go on"
        }
        defer {
            watch.finish()
            for sentence in PluginLog.shared.finish() { StandardStreams.say("note: \(sentence)") }
        }
        WatchedRun.warn(of: scenario)
        PluginLog.shared.keep(in: "\(out)/policies-\(shard.number).log")
        let progress = RunProgress(worlds: tasks.count, alreadyDone: tasks.count - missing.count)
        watch.begin(progress)
        let parallel = ParallelRun(
            runner: model.runner(of: scenario.plan, policies: scenario.policies, log: nil), threads: threads)
        let complete = try await parallel.run(missing, progress: progress) { outcome in
            guard let world = worlds[outcome.task] else { return }
            try folder.save(try StoredWorlds.encoder.encode(outcome), of: world)
        }
        watch.finish()
        guard complete else {
            throw watch.stop(done: progress.worldsDone, missing: progress.worlds - progress.worldsDone)
        }
        if !quiet {
            let some = tasks.isEmpty ? "no worlds" : Plural.text(tasks.count, "world")
            StandardStreams.say("shard \(shard): \(some) of \(plan.worlds.count) in \(out)")
        }
    }
}
